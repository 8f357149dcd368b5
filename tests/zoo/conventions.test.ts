// What other tools count: their figures for the zoo's networks, and the lines that lead from ours to theirs.
import { describe, expect, test } from "vitest";
import {
  type ConventionName,
  conventionNames,
  conventions,
  countBy,
  explainConvention,
  isConventionName,
} from "../../src/analysis/index.js";
import type { ShapedGraph } from "../../src/infer/index.js";
import { architectureNames } from "../../src/zoo.js";
import { analyseZoo, known, readOracle, shapeZoo, torchvisionNames } from "./network.js";

const resnet50: {
  readonly figures: Readonly<Record<string, number>>;
  readonly elements: Readonly<Record<string, number>>;
} = readOracle("conventions-resnet50");

/** The oracle's titles begin with the tool's name. */
function conventionOf(title: string): ConventionName {
  const name = /^\w+/.exec(title)?.[0] ?? "";
  if (!isConventionName(name)) throw new Error(`no convention is called ${name}`);
  return name;
}

describe("ResNet-50, to the unit", () => {
  const rows = Object.entries(resnet50.figures).map(([title, figure]) => [conventionOf(title), figure] as const);

  test.each(rows)("%s: %d", (name, figure) => {
    expect(countBy(shapeZoo("resnet-50"), name)).toBe(BigInt(figure));
  });

  test("every convention has its figure", () => {
    expect(rows.map(([name]) => name).sort()).toEqual([...conventionNames].sort());
  });

  test("published and derived figures are told apart as the oracle's notes do", () => {
    // fixtures/oracles/README.md: torchvision, thop, calflops and Keras publish theirs.
    const published = conventionNames.filter((name) => conventions[name].status === "published");
    expect(published).toEqual(["torchvision", "thop", "deepspeed", "keras"]);
  });

  // The elements that the tools weigh, by the line of an explanation that names them.
  test.each([
    ["batch-norm", "fvcore", "batch-norm elements", 1],
    ["batch-norm channels", "torchinfo", "batch-norm scales and shifts, per image", 2],
    ["relu", "ptflops", "ReLU elements (and ReLU6, leaky, parametric, ELU)", 1],
    ["max-pool input", "ptflops", "max-pool inputs", 1],
    ["avg-pool input", "thop", "global (adaptive) average-pool inputs", 1],
  ] as const)("%s elements in %s's lines", (key, name, what, each) => {
    const line = explainConvention(shapeZoo("resnet-50"), name).lines.find((one) => one.what === what);
    expect(line?.elements).toBe(BigInt((resnet50.elements[key] ?? Number.NaN) * each));
  });

  test("residual additions, which no convention weighs", () => {
    const additions = analyseZoo("resnet-50").layers.filter(({ type }) => type === "add");
    const elements = additions.reduce((sum, { flops }) => sum + known(flops), 0n);
    expect(elements).toBe(BigInt(resnet50.elements["residual adds"] ?? Number.NaN));
  });
});

interface Publication {
  readonly convention: ConventionName;
  readonly errata?: readonly { readonly model: string; readonly instead: number }[];
  readonly figures: Readonly<Record<string, number>>;
}

describe.each(Object.entries<Publication>(readOracle("conventions-published")))(
  "%s as printed",
  (_tool, { convention, figures, errata = [] }) => {
    test("its misprints are put right in the figures", () => {
      expect(errata.map(({ model }) => figures[model])).toEqual(errata.map(({ instead }) => instead));
    });

    test.each(Object.entries(figures))("%s: %d", (model, printed) => {
      const ours = known(countBy(shapeZoo(torchvisionNames.get(model) ?? ""), convention));
      // Half a unit of the last digit that is printed: the sixth (calflops), 0.01 G (ptflops), 0.1 M (Keras).
      const unit = { deepspeed: 10 ** (String(printed).length - 6), ptflops: 1e7, keras: 1e5 }[convention as "keras"];
      expect(Math.abs(Number(ours) - printed)).toBeLessThanOrEqual(unit / 2);
    });
  },
);

/** Elements of all inputs or outputs of an operator that inference runs. */
function elementsOf({ graph, types }: ShapedGraph, op: string, side: "inputs" | "outputs"): bigint {
  return graph.nodes.reduce((sum, node) => {
    if (node.op !== op || node.origin?.trainingOnly === true) return sum;
    const shape = types.get(node[side][0] ?? "")?.shape ?? [];
    return sum + shape.reduce<bigint>((product, size) => product * BigInt(Number(size)), 1n);
  }, 0n);
}

describe.each(architectureNames())("the way from our figure for %s to every tool's", (name) => {
  test.each(conventionNames)("%s: the lines are the difference", (convention) => {
    const { lines, count, ours } = explainConvention(shapeZoo(name), convention);
    expect(ours.count).toBe(analyseZoo(name).totals[ours.figure]);
    const [first, ...others] = lines;
    expect(first?.elements).toBe(ours.count);
    for (const { elements, weight, amount } of lines) expect(amount).toBe(known(elements) * BigInt(weight));
    const again = ((first?.weight ?? Number.NaN) - 1) * Number(known(ours.count));
    const difference = others.reduce((sum, { amount }) => sum + known(amount), BigInt(again));
    expect(known(count) - known(ours.count)).toBe(difference);
    expect(new Set(lines.map(({ what }) => what)).size).toBe(lines.length);
  });

  test("elements are those of the nodes", () => {
    const shaped = shapeZoo(name);
    const found = new Map(explainConvention(shaped, "ptflops").lines.map(({ what, elements }) => [what, elements]));
    for (const [what, op, side] of [
      ["batch-norm elements", "BatchNormalization", "outputs"],
      ["ReLU elements (and ReLU6, leaky, parametric, ELU)", "Relu", "outputs"],
      ["max-pool inputs", "MaxPool", "inputs"],
    ] as const) {
      expect(found.get(what) ?? 0n, what).toBe(elementsOf(shaped, op, side));
    }
  });
});
