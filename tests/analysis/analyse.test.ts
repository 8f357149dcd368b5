import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyseGraph } from "../../src/analysis/index.js";
import { addCount, type Count, type Dim, evaluateCount, printFormula } from "../../src/dim/index.js";
import { alexnet, lenet5, Network } from "./network.js";

/** The lecture's LeNet-5 table (its printed 84×40 is a misprint for 84×10). */
const lenetTable = [
  ["C1", "1×5×5×6 + 6 = 156", "28×28×1×5×5×6 = 117,600"],
  ["S2", "0", "0"],
  ["C3", "6×5×5×16 + 16 = 2,416", "10×10×6×5×5×16 = 240,000"],
  ["S4", "0", "0"],
  ["C5", "16×5×5×120 + 120 = 48,120", "1×1×16×5×5×120 = 48,000"],
  ["F6", "120×1×1×84 + 84 = 10,164", "1×1×120×1×1×84 = 10,080"],
  ["F7", "84×1×1×10 + 10 = 850", "1×1×84×1×1×10 = 840"],
] as const;

describe("LeNet-5", () => {
  const report = analyseGraph(lenet5().shape());

  test.each(lenetTable)("%s has the lecture's parameters %s and multiplications %s", (name, params, macs) => {
    const layer = report.layers.find((one) => one.name === name);
    expect(printFormula(layer?.formulas.params ?? [], { group: true })).toBe(params);
    expect(printFormula(layer?.formulas.macs ?? [], { group: true, hide: ["batch"] })).toBe(macs);
  });

  test("has the lecture's totals", () => {
    expect(report.totals.params).toBe(61_706n);
    expect(report.totals.macs).toBe(416_520n);
  });

  test("counts FLOPs of every kind", () => {
    expect(report.totals.flopsByKind).toEqual({
      "multiply-accumulate": 833_040n, // 2 × 416,520
      bias: 6_518n, // 28·28·6 + 10·10·16 + 120 + 84 + 10
      transcendental: 6_508n, // 28·28·6 + 10·10·16 + 120 + 84
      pooling: 6_304n, // (14·14·6 + 5·5·16) windows of 4 elements: 3 additions and a division each
    });
  });

  test("is wholly covered", () => {
    expect(report.coverage).toEqual({ complete: true, counted: 12, total: 12, uncounted: [] });
    expect(report.diagnostics).toEqual([]);
  });

  test("names layers, windows and types", () => {
    const [first] = report.layers;
    expect(first).toMatchObject({ name: "C1", type: "conv2d", ops: ["Conv"], nodes: ["C1"], trainingOnly: false });
    expect(first?.window).toEqual({
      kernel: [5, 5],
      stride: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      dilation: [1, 1],
    });
    expect(first?.inputs).toEqual([{ dtype: "float32", shape: [1, 1, 32, 32] }]);
    expect(first?.outputs).toEqual([{ dtype: "float32", shape: [1, 6, 28, 28] }]);
    expect(report.layerCounts).toEqual({ conv2d: 5, Tanh: 4, AveragePool: 2, Flatten: 1 });
    expect(report.batch).toBe(1);
  });
});

test("AlexNet has the lecture's totals", () => {
  // Lecture, "AlexNet Network - Structural Details": 62,378,344 parameters; MACs from the same table's sizes.
  const { totals } = analyseGraph(alexnet().shape());
  expect(totals.params).toBe(62_378_344n);
  expect(totals.macs).toBe(1_135_256_096n);
  expect(totals.weightBytes).toBe(249_513_376n); // 4 bytes each
});

test("the nodes of one origin are one layer", () => {
  const net = new Network();
  const x = net.input("x", [1, 3, 8, 8]);
  const weight = net.weight("w", [4, 3, 3, 3]);
  const origin = {
    name: "block.conv",
    type: "conv2d",
    modules: [{ name: "block", type: "residual" }],
    attributes: { filters: 4 },
  };
  const y = net.nodeOf("Conv", "conv", [x, weight], {}, origin);
  net.output(net.nodeOf("Relu", "relu", [y], {}, origin));
  const { layers } = analyseGraph(net.shape());
  expect(layers).toHaveLength(1);
  expect(layers[0]).toMatchObject({
    name: "block.conv",
    ops: ["Conv", "Relu"],
    modules: origin.modules,
    attributes: { filters: 4 },
  });
  expect(layers[0]?.inputs).toEqual([{ dtype: "float32", shape: [1, 3, 8, 8] }]);
  expect(layers[0]?.outputs).toEqual([{ dtype: "float32", shape: [1, 4, 6, 6] }]);
  expect(layers[0]?.flops).toBe(7_920n); // 2·(6·6·3·3·3·4) MACs + 6·6·4 comparisons
});

test("a node without origin is its own layer", () => {
  const net = new Network();
  net.output(net.node("Relu", "", [net.input("x", [1, 8])], {}, null));
  expect(analyseGraph(net.shape()).layers.map(({ name, type }) => [name, type])).toEqual([["#0 Relu", "Relu"]]);
});

/** A random chain of convolutions, pools and activations that fits its input. */
const chains = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("conv" as const),
      filters: fc.integer({ min: 1, max: 8 }),
      kernel: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({ kind: fc.constant("pool" as const) }),
    fc.record({ kind: fc.constant("relu" as const) }),
  ),
  { minLength: 1, maxLength: 6 },
);

type Chain = typeof chains extends fc.Arbitrary<infer T> ? T : never;

function build(chain: Chain, sizes: (net: Network) => readonly [Dim, Dim, Dim]): Network {
  const net = new Network();
  const [batch, height, width] = sizes(net);
  let x = net.input("x", [batch, 2, height, width]);
  for (const [i, layer] of chain.entries()) {
    if (layer.kind === "conv")
      x = net.conv(x, `conv${i}`, layer.filters, layer.kernel, { pad: 1, stride: (i % 2) + 1 });
    else if (layer.kind === "pool") x = net.pool(x, `pool${i}`, 3, 2, "MaxPool", 1);
    else x = net.node("Relu", `relu${i}`, [x]);
  }
  return net.output(x);
}

const totalled = ["params", "macs", "flops", "weightBytes", "activationBytes", "buffers"] as const;

test("totals are the sums of the layers", () => {
  fc.assert(
    fc.property(chains, (chain) => {
      const { totals, layers } = analyseGraph(build(chain, () => [2, 40, 30]).shape());
      for (const figure of totalled) {
        const sum = layers.reduce((total: Count, layer) => addCount(total, layer[figure] ?? 0n), 0n);
        expect(totals[figure]).toBe(sum);
      }
      const kinds = Object.values(totals.flopsByKind).reduce((total: Count, amount) => addCount(total, amount), 0n);
      expect(totals.flops).toBe(kinds);
    }),
  );
});

test("a symbolic report at given sizes is the report of those sizes", () => {
  const sizes = fc.record({
    N: fc.integer({ min: 1, max: 5 }),
    H: fc.integer({ min: 1, max: 64 }),
    W: fc.integer({ min: 1, max: 64 }),
  });
  fc.assert(
    fc.property(chains, sizes, (chain, at) => {
      const symbolic = analyseGraph(
        build(chain, ({ scope }) => [scope.symbol("N"), scope.symbol("H"), scope.symbol("W")]).shape(),
      ).totals;
      const known = analyseGraph(build(chain, () => [at.N, at.H, at.W]).shape()).totals;
      for (const figure of totalled) expect(evaluateCount(symbolic[figure], at)).toBe(known[figure]);
      const peak = symbolic.peakActivationBytes;
      if (peak !== null) expect(evaluateCount(peak, at)).toBe(known.peakActivationBytes);
    }),
  );
});
