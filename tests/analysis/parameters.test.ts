import { describe, expect, test } from "vitest";
import { analyseGraph } from "../../src/analysis/index.js";
import { printFormula } from "../../src/dim/index.js";
import { Network } from "./network.js";

/** Two dense layers of 8×8 + 8 elements over the same input; the second may use the first one's tensors. */
function pair(second: { shared: boolean; trainingOnly?: boolean; firstTrainingOnly?: boolean }): Network {
  const net = new Network();
  const x = net.input("x", [1, 8]);
  const weights = [net.weight("w", [8, 8]), net.weight("b", [8])];
  const own = second.shared ? weights : [net.weight("w2", [8, 8]), net.weight("b2", [8])];
  const a = net.node("Gemm", "first", [x, ...weights], {}, { trainingOnly: second.firstTrainingOnly === true });
  const b = net.node(
    "Gemm",
    "second",
    [second.firstTrainingOnly ? x : a, ...own],
    {},
    { trainingOnly: second.trainingOnly === true },
  );
  return net.output(b);
}

describe("shared tensors", () => {
  test("control: tensors of their own count apart", () => {
    const { totals, layers } = analyseGraph(pair({ shared: false }).shape());
    expect(totals.params).toBe(144n); // 2·(8·8 + 8)
    expect(layers.map(({ sharedWith }) => sharedWith)).toEqual([undefined, undefined]);
  });

  test("a shared tensor counts once, with its first user, and its MACs at every use", () => {
    const { totals, layers } = analyseGraph(pair({ shared: true }).shape());
    expect(totals.params).toBe(72n);
    expect(totals.macs).toBe(128n); // 2·8·8
    expect(layers.map(({ name, params, sharedWith }) => [name, params, sharedWith])).toEqual([
      ["first", 72n, undefined],
      ["second", 0n, "first"],
    ]);
  });
});

describe("training-only parts", () => {
  test("have totals of their own", () => {
    const { totals } = analyseGraph(pair({ shared: false, trainingOnly: true }).shape());
    expect(totals).toMatchObject({
      params: 72n,
      trainingOnlyParams: 72n,
      macs: 64n,
      trainingOnlyMacs: 64n,
      weightBytes: 288n,
    });
  });

  test("a tensor that inference uses too belongs to inference, whoever uses it first", () => {
    const { totals, layers } = analyseGraph(pair({ shared: true, firstTrainingOnly: true }).shape());
    expect(totals).toMatchObject({ params: 72n, trainingOnlyParams: 0n });
    expect(layers.map(({ sharedWith }) => sharedWith)).toEqual(["second", undefined]);
  });
});

test("frozen parameters count, but not as trainable", () => {
  const net = new Network();
  const x = net.input("x", [1, 8]);
  net.output(net.node("Gemm", "dense", [x, net.weight("w", [8, 4], { frozen: true }), net.weight("b", [4])]));
  const { totals, memory } = analyseGraph(net.shape());
  expect(totals).toMatchObject({ params: 36n, trainableParams: 4n });
  expect(memory.training?.gradients).toBe(16n);
});

test("buffers and constants are no parameters, and a tensor that no node uses counts nowhere", () => {
  const net = new Network();
  const x = net.input("x", [1, 8]);
  net.weight("unused", [1000]);
  const buffer = net.weight("buffer", [8, 2], { kind: "buffer" });
  const constant = net.weight("constant", [2], { kind: "constant" });
  net.output(net.node("Gemm", "dense", [x, buffer, constant]));
  const { totals, memory, layers } = analyseGraph(net.shape());
  expect(totals).toMatchObject({ params: 0n, buffers: 16n, weightBytes: 64n });
  expect(memory.constantBytes).toBe(8n);
  expect(layers[0]?.weights.map(({ name, kind, trainable }) => [name, kind, trainable])).toEqual([
    ["buffer", "buffer", false],
    ["constant", "constant", false],
  ]);
});

test("the formula follows the operator's order", () => {
  const net = new Network();
  const x = net.input("x", [1, 3, 9, 9]);
  const conv = net.node("Conv", "conv", [x, net.weight("w", [8, 3, 5, 7]), net.weight("b", [8])]);
  const dense = net.node("Gemm", "dense", [net.node("Flatten", "flatten", [conv]), net.weight("v", [10, 120])], {
    transB: 1,
  });
  net.output(dense);
  const byName = new Map(
    analyseGraph(net.shape()).layers.map((layer) => [layer.name, printFormula(layer.formulas.params)]),
  );
  expect(byName.get("conv")).toBe("3×7×5×8 + 8 = 848"); // in × kernel width × kernel height × out, and the bias
  expect(byName.get("dense")).toBe("120×10 = 1200"); // in × out
});

test("counts beyond 2^53 are exact", () => {
  const net = new Network();
  const x = net.input("x", [1, 94_906_267]);
  net.output(net.node("Gemm", "dense", [x, net.weight("w", [94_906_267, 94_906_267])]));
  expect(analyseGraph(net.shape()).totals.params).toBe(9_007_199_515_875_289n); // 94,906,267², just above 2^53
});
