// Verification has teeth: planted faults are found and the node is named; a sound network passes.
import { describe, expect, test } from "vitest";
import type { ShapedGraph } from "../../src/infer/index.js";
import { realsOf } from "../../src/ops/reference-data.js";
import { core } from "../../src/ops/registry.js";
import type { DeviceUnderTest } from "../../src/run/compare.js";
import { ReferenceExecutor } from "../../src/run/execute-reference.js";
import type { Step } from "../../src/run/plan.js";
import { seededWeights } from "../../src/run/seeded.js";
import { type VerifyReport, verifyGraph } from "../../src/run/verify.js";
import { Network } from "../analysis/network.js";
import { prepareArchitecture } from "./networks.js";

async function verify(shaped: ShapedGraph, options: Parameters<typeof verifyGraph>[1] = {}): Promise<VerifyReport> {
  const result = await verifyGraph(shaped, options);
  if (!result.ok) throw new Error(result.diagnostics.join("\n"));
  return result.value;
}

describe("sound networks", () => {
  test.each(["lenet-5", "lenet-5-dense", "lenet-5-1998", "resnet-20-cifar"])("%s", async (name) => {
    const { shaped, report } = prepareArchitecture(name);
    const found = await verify(shaped);
    expect(found.diagnostics.map(String)).toEqual([]);
    expect(found).toMatchObject({ ok: true, notRun: 0, device: "reference" });
    expect(BigInt(found.params.allocated)).toBe(report.totals.params);
    expect(BigInt(found.buffers.allocated)).toBe(report.totals.buffers);
    expect(BigInt(found.macs.executed)).toBe(report.totals.macs);
    expect(found.nodes.length).toBe(shaped.graph.nodes.length);
  });
});

describe("an analysis that is wrong is found out", () => {
  const { shaped } = prepareArchitecture("lenet-5");
  const nodeOf = (layer: string) => shaped.graph.nodes.find(({ origin }) => origin?.name === layer);

  test("in a shape", async () => {
    const value = nodeOf("S4")?.outputs[0] ?? "";
    const types = new Map(shaped.types).set(value, { dtype: "float32", shape: [1, 16, 5, 4] });
    const found = await verify({ ...shaped, types });
    expect(found.ok).toBe(false);
    expect(found.diagnostics.map(({ code, context }) => [code, context.node])).toEqual([["run/type-differs", "S4"]]);
  });

  test("in a count", async () => {
    const { Conv } = core;
    // As if each convolution counted its input channels twice.
    const cost: typeof Conv.cost = (context) => {
      const macs = Conv.cost?.(context).macs ?? [];
      return { macs: [...macs, ...macs] };
    };
    const found = await verify({ ...shaped, registry: { ...core, Conv: { ...Conv, cost } } });
    const nodes = ["C1", "C3", "C5", "F6", "F7"];
    expect(found.diagnostics.map(({ code, context }) => [code, context.node])).toEqual(
      nodes.map((node) => ["verify/macs-differ", node]),
    );
    expect(found.diagnostics[0]?.message).toBe("117600 multiplications were executed, 235200 counted");
  });
});

/** A device that is the reference with a fault in one step, in float32's own error otherwise. */
function faulty(change: (step: Step) => Step): DeviceUnderTest {
  const reference = new ReferenceExecutor();
  return {
    executor: {
      device: "faulty",
      run: (plan, inputs, weightOf) => reference.run(plan, inputs, weightOf),
      runStep: (plan, step, values) => reference.runStep(plan, change(step), values),
      dispose: () => {},
    },
    allowedErrors: (_, __, ___, exact) => {
      const greatest = Math.max(...[...exact.values()].flatMap((tensor) => Array.from(realsOf(tensor), Math.abs)));
      return () => 1e-5 * greatest;
    },
  };
}

/** The step whose first node is a layer's, with some attributes of its nodes changed. */
const withAttributes =
  (layer: string, attributes: Step["nodes"][0]["attributes"]) =>
  (step: Step): Step => {
    const nodes = step.nodes.map((node) =>
      node.origin?.name === layer ? { ...node, attributes: { ...node.attributes, ...attributes } } : node,
    );
    const [first, ...rest] = nodes;
    return first === undefined ? step : { ...step, nodes: [first, ...rest] };
  };

/** A small network with everything that is fused: strides, padding, groups, batch norm, a residual addition, pooling. */
function residualNetwork(): ShapedGraph {
  const n = new Network();
  const x = n.input("x", [1, 4, 9, 7]);
  const first = n.node("Relu", "relu1", [n.batchNorm(n.conv(x, "c1", 4, 3, { pad: 1 }), "b1")]);
  const second = n.batchNorm(n.conv(first, "c2", 4, 3, { pad: 1, group: 2 }), "b2");
  const joined = n.node("Relu", "relu2", [n.join("Add", "a", [second, first])]);
  const pooled = n.pool(joined, "p", 3, 2, "AveragePool", 1);
  const dense = n.dense(n.node("Flatten", "f", [pooled]), "d", 4 * 5 * 4, 6);
  // All of it is positive: the other side of the slope is wanted.
  const leaky = n.node("LeakyRelu", "l", [n.node("Neg", "m", [dense])]);
  return n.output(n.node("Softmax", "s", [leaky])).shape();
}

describe("planted faults are found, and the node is named", () => {
  const swapInputs =
    (layer: string, order: readonly number[]) =>
    (step: Step): Step => {
      const nodes = step.nodes.map((node) =>
        node.origin?.name === layer ? { ...node, inputs: order.map((i) => node.inputs[i] ?? "") } : node,
      );
      const [first, ...rest] = nodes;
      return first === undefined ? step : { ...step, nodes: [first, ...rest] };
    };
  const faults: readonly [fault: string, change: (step: Step) => Step, node: string][] = [
    ["padding off by one", withAttributes("c1", { pads: [0, 0, 2, 2] }), "c1"],
    ["padding at the other end", withAttributes("c2", { pads: [2, 1, 0, 1] }), "c2"],
    ["a dropped bias", swapInputs("c1", [0, 1]), "c1"],
    ["mean and variance swapped", swapInputs("b1", [0, 1, 2, 4, 3]), "b1"],
    ["scale and bias swapped", swapInputs("b2", [0, 2, 1, 3, 4]), "b2"],
    ["another epsilon", withAttributes("b1", { epsilon: 0.1 }), "b1"],
    ["padding counted in the mean", withAttributes("p", { count_include_pad: 1 }), "p"],
    ["another slope", withAttributes("l", { alpha: 0.02 }), "l"],
    ["another axis", withAttributes("s", { axis: 0 }), "s"],
  ];

  test("the network passes without one", async () => {
    const found = await verify(residualNetwork(), { device: faulty((step) => step), weightOf: drawn() });
    expect(found.diagnostics.map(String)).toEqual([]);
    expect(found.nodes.filter(({ comparison }) => comparison !== undefined).length).toBeGreaterThan(4);
  });

  test.each(faults)("%s", async (_, change, node) => {
    const found = await verify(residualNetwork(), { device: faulty(change), weightOf: drawn() });
    expect(found.ok).toBe(false);
    const steps = new Map(found.nodes.map((check) => [check.name, check.step]));
    const wrong = found.nodes.filter(({ ok }) => !ok);
    // The finding stands at the last node of the step that has the fault, and nowhere else.
    expect(wrong.map(({ step }) => step)).toEqual([steps.get(node)]);
    expect(found.diagnostics.map(({ code }) => code)).toEqual(["verify/values-differ"]);
  });
});

/** Weights without zeros, so that no fault hides behind one. */
function drawn() {
  const source = seededWeights(residualNetwork().graph, 5);
  return (weight: Parameters<typeof source>[0]) => {
    const tensor = source({ ...weight });
    const offset = [...weight.name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 7;
    const data = Float32Array.from(tensor.data as Float32Array, (x, i) => x + 0.3 + 0.1 * ((i + offset) % 5));
    return { ...tensor, data };
  };
}

describe("NaN and infinity", () => {
  const network = () => {
    const n = new Network();
    return n.output(n.node("Exp", "e", [n.node("Neg", "m", [n.input("x", [1, 2])])])).shape();
  };
  const input = (data: readonly number[]) =>
    new Map([["x", { dtype: "float32", shape: [1, 2], data: new Float32Array(data) } as const]]);

  test("that the inputs do not explain are reported at the node where they arise", async () => {
    // exp(1000) is beyond float32 and float64.
    const found = await verify(network(), { inputs: input([-1000, 1]) });
    expect(found.diagnostics.map(({ code, context }) => [code, context.node])).toEqual([["run/not-finite", "e"]]);
  });

  test("that come from outside are not", async () => {
    const found = await verify(network(), { inputs: input([Number.NaN, 1]) });
    expect(found.diagnostics).toEqual([]);
    expect(found.nodes.map(({ outputs }) => outputs[0]?.notFinite)).toEqual([1, 1]);
  });
});

test("a failing node ends the run; the report says how many did not run", async () => {
  const { shaped } = prepareArchitecture("lenet-5");
  const source = seededWeights(shaped.graph, 1);
  const found = await verify(shaped, {
    weightOf: (weight) =>
      weight.name.startsWith("C5") ? { dtype: "float32", shape: [1], data: new Float32Array(1) } : source(weight),
  });
  expect(found.ok).toBe(false);
  expect(found.nodes.at(-1)?.name).toBe("S4");
  expect(found.notRun).toBe(6);
});

test("an interrupted run says what was checked so far, and how much was not", async () => {
  const interrupt = new AbortController();
  const onProgress = (done: number): void => {
    if (done === 3) interrupt.abort();
  };
  const found = await verify(prepareArchitecture("lenet-5").shaped, {
    fuse: false,
    onProgress,
    signal: interrupt.signal,
  });
  expect(found.nodes.map(({ name, ok }) => [name, ok])).toEqual([
    ["C1", true],
    ["C1.tanh", true],
    ["S2", true],
  ]);
  expect(found).toMatchObject({ ok: false, notRun: 9 });
  expect(found.diagnostics.map(({ code }) => code)).toEqual(["run/interrupted"]);
});

describe("large tensors", () => {
  /** One convolution whose output has 8·64·64 elements: more than have all their bounds worked out. */
  const large = () => {
    const n = new Network();
    return n.output(n.conv(n.input("x", [1, 2, 64, 64]), "c", 8, 3, { pad: 1 })).shape();
  };
  /** The reference, one element of whose output is off by less than any other error of this size would show. */
  const offAt = (index: number, by: number): DeviceUnderTest => {
    const right = faulty((step) => step);
    return {
      ...right,
      executor: {
        ...right.executor,
        async runStep(plan, step, values) {
          const found = await right.executor.runStep(plan, step, values);
          return new Map(
            [...found].map(([name, tensor]) => {
              const data = Float32Array.from(realsOf(tensor));
              data[index] = (data[index] ?? 0) + by;
              return [name, { ...tensor, data }];
            }),
          );
        },
      },
    };
  };
  const comparisonOf = ({ nodes }: VerifyReport) =>
    nodes.find(({ comparison }) => comparison !== undefined)?.comparison;

  test("have the bounds of a part of their elements worked out, or of all when asked", async () => {
    const some = comparisonOf(await verify(large(), { device: faulty((step) => step) }));
    const all = comparisonOf(await verify(large(), { device: faulty((step) => step), exhaustive: true }));
    expect(some?.elements).toBe(8 * 64 * 64);
    expect(some?.bounded).toBeLessThan(4096);
    expect(all).toMatchObject({ elements: 8 * 64 * 64, bounded: 8 * 64 * 64 });
  });

  test.each([0, 12_345, 8 * 64 * 64 - 1])("a single wrong element is found: %i", async (index) => {
    const found = await verify(large(), { device: offAt(index, 0.01) });
    expect(found.diagnostics.map(({ code, data }) => [code, data.index])).toEqual([
      ["verify/values-differ", `${index}`],
    ]);
  });
});
