import { describe, expect, test } from "vitest";
import { deriveLayer, deriveSentence, imageText } from "../../src/analysis/index.js";
import { derivationText, printFormula } from "../../src/dim/index.js";
import { lenet5, Network } from "./network.js";

const lenet = lenet5().shape();

function sentenceOf(net: ReturnType<Network["shape"]>, layer: string): string {
  const [node] = deriveLayer(net, layer)?.nodes ?? [];
  return node === undefined ? "" : deriveSentence(node);
}

describe("sentences", () => {
  test.each([
    ["C1", "32×32×1 → 28×28×6 because floor((32 - 5)/1) + 1 = 28"],
    ["S2", "28×28×6 → 14×14×6 because floor((28 - 2)/2) + 1 = 14"],
    ["tanh1", "28×28×6 → 28×28×6"],
  ])("%s", (layer, sentence) => {
    expect(sentenceOf(lenet, layer)).toBe(sentence);
  });

  test("padding and unequal axes each show their arithmetic", () => {
    const net = new Network();
    net.output(net.conv(net.input("x", [1, 3, 9, 12]), "conv", 4, 3, { pad: 1, stride: 2 }));
    expect(sentenceOf(net.shape(), "conv")).toBe(
      "12×9×3 → 6×5×4 because floor((9 + 2·1 - 3)/2) + 1 = 5 and floor((12 + 2·1 - 3)/2) + 1 = 6",
    );
  });

  test("symbols stay symbols", () => {
    const net = new Network();
    net.output(net.conv(net.input("x", [1, 3, net.scope.symbol("H"), 12]), "conv", 4, 3));
    expect(sentenceOf(net.shape(), "conv")).toBe(
      "12×H×3 → 10×(H - 2)×4 because floor((H - 3)/1) + 1 = H - 2 and floor((12 - 3)/1) + 1 = 10",
    );
  });
});

test("a layer's derivation has the sizes, formulas and inputs of each node", () => {
  const [node] = deriveLayer(lenet, "C3")?.nodes ?? [];
  expect(node).toMatchObject({ node: "C3", op: "Conv" });
  expect(node?.inputs.map(({ name }) => name)).toEqual(["S2.out", "C3.weight", "C3.bias"]);
  expect(node?.outputs[0]?.axes.map(({ derivation }) => derivationText(derivation))).toEqual([
    "1",
    "16",
    "floor((14 - 5)/1) + 1 = 10",
    "floor((14 - 5)/1) + 1 = 10",
  ]);
  expect(printFormula(node?.macs ?? [], { hide: ["batch"] })).toBe("10×10×6×5×5×16 = 240000");
});

test("the derived sizes are the inferred ones", () => {
  for (const { origin } of lenet.graph.nodes) {
    for (const { outputs } of deriveLayer(lenet, origin?.name ?? "")?.nodes ?? []) {
      for (const { axes, type } of outputs) expect(axes.map(({ size }) => size)).toEqual(type.shape);
    }
  }
});

test("a node is found by its own name and by what it gives; a stranger is not", () => {
  expect(deriveLayer(lenet, "C1.out")?.layer).toBe("C1");
  expect(deriveLayer(lenet, "C9")).toBeUndefined();
});

test("an operator without a rule derives nothing and does not fail", () => {
  const net = new Network();
  net.output(net.node("Mystery", "mystery", [net.input("x", [1, 3, 8, 8])]));
  expect(sentenceOf(net.shape(), "mystery")).toBe("8×8×3 → ?");
});

test.each([
  [[1, 3, 5, 7], "7×5×3"],
  [[1, 10], "10"],
  [[7], "7"],
  [[], "scalar"],
  [null, "?"],
] as const)("the image text of %j is %s", (shape, text) => {
  expect(imageText(shape)).toBe(text);
});
