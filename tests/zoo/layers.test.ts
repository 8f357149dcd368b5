// Layer by layer: every module that PyTorch measured, GoogLeNet's rows, and LeNet-5 of 1998 with its connections.
import { describe, expect, test } from "vitest";
import type { LayerReport } from "../../src/analysis/index.js";
import { analyseZoo, known, layersOf, paramsOf, readOracle, torchvisionNames } from "./network.js";

type Shape = readonly number[];
type Module = readonly [name: string, kind: string, output: Shape, params: number, macs: number];

const measured: Readonly<
  Record<string, { readonly input: Shape; readonly buffers: number; readonly layers: Module[] }>
> = readOracle("pytorch-layers").models;

/** PyTorch's classes by our operators. */
const classes: Readonly<Record<string, string>> = {
  Conv: "Conv2d",
  BatchNormalization: "BatchNorm2d",
  Gemm: "Linear",
  MaxPool: "MaxPool2d",
  GlobalAveragePool: "AdaptiveAvgPool2d",
};

/** A layer as the oracle writes modules; an adaptive pool is one whatever it was lowered to. */
function moduleOf({ name, type, ops, outputs, params, macs }: LayerReport): Module | undefined {
  const kind = type.startsWith("adaptive_avg") ? "AdaptiveAvgPool2d" : classes[ops[0] ?? ""];
  if (kind === undefined) return undefined;
  // What a layer computes before its own activation, and the activation after it, have one shape.
  const output = outputs[0]?.shape?.slice(1).map(Number) ?? [];
  return [name, kind, output, Number(known(params)), Number(known(macs))];
}

/** torchvision numbers VGG's layers in one list; its inception modules pool by function, which no hook sees. */
function comparable(model: string, modules: readonly Module[]): readonly Module[] {
  if (model.startsWith("vgg")) return modules.map(([, ...rest]) => ["", ...rest] as const);
  const kept = model === "inception_v3" ? modules.filter(([name]) => !/\.(avg|max)_pool$/.test(name)) : modules;
  return [...kept].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe.each(Object.entries(measured))("%s, module by module", (model, { input, buffers, layers }) => {
  const report = analyseZoo(torchvisionNames.get(model) ?? "");

  test(`has PyTorch's ${layers.length} modules`, () => {
    expect(report.inputs[0]?.type.shape?.slice(1)).toEqual(input);
    const ours = report.layers.filter((layer) => !layer.trainingOnly).map(moduleOf);
    expect(
      comparable(
        model,
        ours.filter((module) => module !== undefined),
      ),
    ).toEqual(comparable(model, layers));
  });

  test("has PyTorch's buffers", () => {
    // PyTorch keeps one counter per batch norm beside its mean and variance, in the auxiliary heads too.
    const heads = model === "googlenet" || model === "inception_v3" ? 2 : 0;
    const { layers: all } = analyseZoo(`${torchvisionNames.get(model)}${heads === 0 ? "" : "-aux"}`);
    const norms = all.filter(({ ops }) => ops.includes("BatchNormalization"));
    expect(norms).toHaveLength(layers.filter(([, kind]) => kind === "BatchNorm2d").length + heads);
    const counted = all.reduce((sum, layer) => sum + known(layer.buffers), 0n);
    expect(counted + BigInt(norms.length)).toBe(BigInt(buffers));
  });
});

interface Paper {
  readonly model: string;
  readonly rows_params?: Readonly<Record<string, number>>;
  readonly params_by_layer?: readonly number[];
  readonly connections_by_layer?: readonly number[];
  readonly connections?: number;
}
const papers: readonly Paper[] = readOracle("papers");
const paper = (model: string): Paper => papers.find((entry) => entry.model.startsWith(model)) ?? { model };

describe("GoogLeNet by the rows of its table 1", () => {
  const rows = Object.entries(paper("googlenet as the paper").rows_params ?? {});
  const names: Readonly<Record<string, readonly string[]>> = {
    "conv7x7/2": ["conv1"],
    "conv3x3 with its 1x1": ["conv2_reduce", "conv2"],
  };
  const report = analyseZoo("googlenet");

  test.each(rows)("%s has %d parameters", (row, params) => {
    const found = (names[row] ?? [row]).reduce((sum, name) => sum + paramsOf(report, name), 0n);
    expect(found).toBe(BigInt(params));
  });

  test("and nothing beside them", () => {
    expect(rows.reduce((sum, [, params]) => sum + params, 0)).toBe(Number(report.totals.params));
  });

  // Table 1, columns "output size", top to bottom, where they are sizes of maps.
  test.each([
    ["conv1", [64, 112, 112]],
    ["pool1", [64, 56, 56]],
    ["conv2", [192, 56, 56]],
    ["pool2", [192, 28, 28]],
    ["3a.concat_1", [256, 28, 28]],
    ["3b.concat_1", [480, 28, 28]],
    ["pool3", [480, 14, 14]],
    ["4a.concat_1", [512, 14, 14]],
    ["4b.concat_1", [512, 14, 14]],
    ["4c.concat_1", [512, 14, 14]],
    ["4d.concat_1", [528, 14, 14]],
    ["4e.concat_1", [832, 14, 14]],
    ["pool4", [832, 7, 7]],
    ["5a.concat_1", [832, 7, 7]],
    ["5b.concat_1", [1024, 7, 7]],
    ["pool5", [1024, 1, 1]],
  ])("%s gives %j", (name, shape) => {
    expect(layersOf(report, name)[0]?.outputs[0]?.shape?.slice(1)).toEqual(shape);
  });
});

describe("LeNet-5 of 1998", () => {
  const { params_by_layer: params = [], connections_by_layer: connections = [], ...total } = paper("lenet-5 (1998");
  const report = analyseZoo("lenet-5-1998");
  const layers = ["C1", "S2", "C3", "S4", "C5", "F6"] as const;

  test("the oracle's rows add up to its total", () => {
    expect(connections.reduce((sum, n) => sum + n, 0)).toBe(total.connections);
    expect(params.slice(0, -1)).toHaveLength(layers.length);
  });

  test.each(layers.map((name, i) => [name, params[i], connections[i]] as const))(
    "%s has %d parameters and %d connections",
    (name, parameters, connected) => {
      expect(paramsOf(report, name)).toBe(BigInt(parameters ?? Number.NaN));
      // A connection is a product of a convolution, an addition of a bias, or an input of a pooling window.
      const found = layersOf(report, name).reduce((sum, { type, macs, flopsByKind }) => {
        const bias = type === "shift" ? flopsByKind["element-wise"] : flopsByKind.bias;
        return sum + known(macs) + known(bias ?? 0n) + known(flopsByKind.pooling ?? 0n);
      }, 0n);
      expect(found).toBe(BigInt(connected ?? Number.NaN));
    },
  );

  test("its output compares 84 features with 10 fixed codes", () => {
    expect(layersOf(report, "difference")[0]).toMatchObject({ params: 0n, buffers: 840n });
    // One squared difference a connection: 84·10 = 840.
    const square = layersOf(report, "square")[0];
    expect(known(square?.flops)).toBe(BigInt(connections.at(-1) ?? Number.NaN));
  });

  test("C3 has table I's connections", () => {
    // Six maps see 3 of S2's maps, nine see 4, one sees all 6: 6·3 + 9·4 + 6 = 60 kernels of 25, and 16 biases.
    const seen = layersOf(report, "C3").filter(({ type }) => type === "conv2d");
    expect(seen.map(({ inputs }) => inputs[0]?.shape?.[1])).toEqual([3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 6]);
    expect(paramsOf(report, "C3")).toBe(60n * 25n + 16n);
  });
});

describe("the lecture's errata", () => {
  const oracle = readOracle("lecture-tables")["lenet-5"];
  const product = (written: string): number => written.split("×").reduce((all, factor) => all * Number(factor), 1);

  test.each(oracle.errata as readonly { row: string; printed: string; instead: string }[])(
    "$row: $printed stands for $instead",
    ({ row, printed, instead }) => {
      expect(oracle.rows.find(([name]: readonly string[]) => name === row)?.at(-1)).toBe(instead);
      const [factors = "", value = ""] = instead.split("=");
      expect(product(factors)).toBe(Number(value.replace(",", "")));
      expect(value).toBe(printed.split("=")[1]);
    },
  );

  test("84×40 is not 840", () => {
    expect(product("84×40")).not.toBe(840);
  });
});
