import { describe, expect, test } from "vitest";
import { analyseGraph } from "../../src/analysis/index.js";
import { Network } from "./network.js";

describe("coverage", () => {
  test("an unknown operator is uncounted, and what needs its shape too", () => {
    const net = new Network();
    const x = net.conv(net.input("x", [1, 3, 8, 8]), "conv", 4, 3);
    const y = net.node("Mystery", "mystery", [x]);
    net.output(net.node("Relu", "relu", [y]));
    const report = analyseGraph(net.shape());
    expect(report.coverage).toEqual({
      complete: false,
      counted: 1,
      total: 3,
      uncounted: [
        { node: "mystery", op: "Mystery", reason: "no rule for the operator Mystery" },
        { node: "relu", op: "Relu", reason: "the shape of output relu.out is unknown" },
      ],
    });
    expect(report.totals.macs).toBe(3_888n); // 6·6·3·3·3·4: the total is a lower bound
    expect(report.layers.map(({ macs }) => macs)).toEqual([3_888n, null, null]);
    expect(report.layers[1]?.uncounted).toEqual(["no rule for the operator Mystery"]);
    expect(report.diagnostics.map(({ code }) => code)).toEqual(["count/incomplete"]);
  });

  test("a layer of which a part is unknown keeps what could be counted, and says so", () => {
    const net = new Network();
    const origin = { name: "layer", type: "block", modules: [], attributes: {} };
    const y = net.nodeOf("Gemm", "dense", [net.input("x", [1, 8]), net.weight("w", [8, 8])], {}, origin);
    net.output(net.nodeOf("Mystery", "mystery", [y], {}, origin));
    const [layer] = analyseGraph(net.shape()).layers;
    expect(layer).toMatchObject({ macs: 64n, flops: 128n, uncounted: ["no rule for the operator Mystery"] });
  });

  test("an operator that only moves data costs nothing and is counted", () => {
    const net = new Network();
    net.output(net.node("Flatten", "flatten", [net.input("x", [1, 3, 8, 8])]));
    const { coverage, totals } = analyseGraph(net.shape());
    expect(coverage.complete).toBe(true);
    expect(totals.flops).toBe(0n);
  });
});

describe("FLOPs by hand", () => {
  test("batch norm", () => {
    const net = new Network();
    net.output(net.batchNorm(net.conv(net.input("x", [2, 3, 8, 8]), "conv", 4, 1, { bias: false }), "bn"));
    const { totals, layers } = analyseGraph(net.shape());
    // 2·4·8·8 elements, one multiplication and one addition each (scale and shift folded with the statistics).
    expect(layers[1]?.flopsByKind).toEqual({ normalisation: 1_024n });
    expect(totals).toMatchObject({ params: 20n, buffers: 8n }); // 3·4 + 2·4; mean and variance of 4 channels
  });

  test("attention's two products", () => {
    const net = new Network();
    const q = net.input("q", [1, 12, 197, 64]);
    const k = net.input("k", [1, 12, 64, 197]);
    const scores = net.node("Softmax", "softmax", [net.node("MatMul", "qk", [q, k])], { axis: -1 });
    net.output(net.node("MatMul", "av", [scores, net.input("v", [1, 12, 197, 64])]));
    // ViT-B/16, one of 12 layers: 2·12·197·197·64; all twelve are 715,327,488 (PEERS, finding 4).
    expect(analyseGraph(net.shape()).totals.macs).toBe(715_327_488n / 12n);
  });
});
