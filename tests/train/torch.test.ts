// Losses and gradients equal PyTorch's in float64, to nine digits: fixtures/train/torch-gradients.py says how they came about.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { ShapedGraph } from "../../src/infer/index.js";
import { elementCount } from "../../src/ops/index-map.js";
import { realsOf, tensorOf } from "../../src/ops/reference-data.js";
import { normOf } from "../../src/train/statistics.js";
import { shapeArchitecture, shapeLayers, trainerOf } from "./networks.js";

interface Expected {
  readonly loss: number;
  readonly outputs: readonly number[];
  readonly gradients: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly norm: number;
    readonly first: readonly number[];
    readonly last: readonly number[];
  }[];
}

const file = resolve(import.meta.dirname, "../../fixtures/train/torch-gradients.json");
const { networks } = JSON.parse(readFileSync(file, "utf8")) as { networks: Record<string, Expected> };

const conv = (filters: number, kernel: number, stride = 1) => ({
  type: "conv2d",
  filters,
  kernel,
  stride,
  padding: (kernel - 1) / 2,
  bias: false,
});
const block = (filters: number, stride: number) => [
  {
    residual: {
      body: [conv(filters, 3, stride), "batch_norm", "relu", conv(filters, 3), "batch_norm"],
      ...(stride > 1 && { shortcut: [conv(filters, 1, stride)] }),
    },
  },
  "relu",
];
const resnet = [
  conv(8, 3),
  "batch_norm",
  "relu",
  ...block(8, 1),
  ...block(16, 2),
  "global_avg_pool",
  "flatten",
  { type: "dense", units: 10 },
];

/** Element i of tensor k, as the script fills them. */
const wave = (i: number, k: number): number => Math.sin(0.7 * i + k);
const isScale = (name: string): boolean => /(bn\d|^1)\.weight$/.test(name);

const rows: readonly (readonly [string, () => ShapedGraph])[] = [
  ["lenet-5-dense", () => shapeArchitecture("lenet-5-dense", 3)],
  ["small-resnet", () => shapeLayers(resnet, [3, 8, 8], 4)],
];

describe("PyTorch's figures", () => {
  test.each(rows)("%s", async (name, shape) => {
    const expected = networks[name];
    if (expected === undefined) throw new Error(name);
    const shaped = shape();
    const ours = [...shaped.graph.weights.values()].filter(({ kind }) => kind === "parameter");
    // Both list parameters in the order of the layers.
    const shapesOf = (list: readonly { readonly shape: readonly unknown[] }[]) =>
      list.map((each) => each.shape.join("×"));
    expect(shapesOf(ours).sort()).toEqual(shapesOf(expected.gradients).sort());
    const order = new Map(ours.map((weight, index) => [weight.name, expected.gradients[index]]));
    expect(shapesOf(ours)).toEqual(shapesOf([...order.values()].filter((each) => each !== undefined)));
    const trainer = trainerOf(shaped, {
      weightOf(weight) {
        const theirs = order.get(weight.name);
        const type = { dtype: "float64", shape: weight.shape.map(Number) } as const;
        // Running statistics: batch normalisation trains without them.
        if (theirs === undefined) return tensorOf(type, () => 1);
        const k = expected.gradients.indexOf(theirs);
        const row = elementCount(type.shape.slice(1));
        if (isScale(theirs.name)) return tensorOf(type, (i) => 1 + 0.1 * wave(i, k));
        return tensorOf(type, (i) => (0.5 / Math.sqrt(Math.max(1, row))) * wave(i, k));
      },
    });
    const [input = ""] = trainer.plan.inputs;
    const { shape: sizes } = trainer.plan.values.get(input) ?? { shape: [] };
    const images = tensorOf({ dtype: "float64", shape: sizes }, (i) => wave(i, 100));
    const targets = Float64Array.from({ length: sizes[0] ?? 0 }, (_, n) => (3 * n) % 10);
    const { loss, outputs, gradients } = await trainer.forwardBackward({ inputs: new Map([[input, images]]), targets });
    expect(loss).toBeCloseTo(expected.loss, 9);
    expected.outputs.forEach((output, i) => expect(realsOf(outputs)[i]).toBeCloseTo(output, 9));
    for (const [weight, theirs] of order) {
      const gradient = gradients.get(weight) ?? new Float64Array(0);
      const about = `${weight}, ${theirs?.name}`;
      // A bias right before batch normalisation would have the gradient 0; here every norm is far above rounding.
      expect(normOf(gradient) / (theirs?.norm ?? 0), about).toBeCloseTo(1, 8);
      const [first = [], last = []] = [theirs?.first, theirs?.last];
      first.forEach((each, i) => expect(gradient[i], about).toBeCloseTo(each, 9));
      last.forEach((each, i) => expect(gradient[gradient.length - last.length + i], about).toBeCloseTo(each, 9));
    }
  });
});
