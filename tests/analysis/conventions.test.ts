import { describe, expect, test } from "vitest";
import { analyseGraph, conventionNames, conventions, countBy, explainConvention } from "../../src/analysis/index.js";
import { addCount, type Count } from "../../src/dim/index.js";
import { lenet5, Network, resnet } from "./network.js";

const resnet50 = resnet([3, 4, 6, 3]).shape();

/**
 * ResNet-50, torchvision's variant, batch 1, 224×224. torchvision, thop, calflops and Keras publish theirs (4.089 G;
 * 4,133,742,592; 8.21111 G; 25,636,712); the others are worked out from the tools' sources.
 */
const figures = {
  torchvision: 4_089_184_256n,
  fvcore: 4_111_512_576n,
  thop: 4_133_742_592n,
  ptflops: 4_121_925_096n,
  deepspeed: 8_211_108_352n,
  torchinfo: 4_089_238_376n,
  keras: 25_636_712n,
} as const;

test("every convention has a figure to be held against", () => {
  expect([...conventionNames].sort()).toEqual(Object.keys(figures).sort());
});

describe.each(conventionNames)("%s", (name) => {
  test("counts ResNet-50 to the unit", () => {
    expect(countBy(resnet50, name)).toBe(figures[name]);
  });

  test("is explained line by line from our figure", () => {
    const { lines, count, ours } = explainConvention(resnet50, name);
    const { totals } = analyseGraph(resnet50);
    expect(ours.count).toBe(totals[ours.figure]);
    expect(lines[0]?.elements).toBe(ours.count);
    expect(lines.reduce((sum: Count, { amount }) => addCount(sum, amount), 0n)).toBe(count);
    for (const { elements, weight, amount } of lines) {
      expect(typeof elements === "bigint" ? elements * BigInt(weight) : null).toBe(amount);
    }
  });

  test("names its source", () => {
    expect(conventions[name].source).not.toBe("");
  });
});

test("thop's lines for ResNet-50", () => {
  expect(
    explainConvention(resnet50, "thop").lines.map(({ elements, weight, amount }) => [elements, weight, amount]),
  ).toEqual([
    [4_089_184_256n, 1, 4_089_184_256n],
    [11_113_984n, 4, 44_455_936n], // batch-norm elements
    [100_352n, 1, 100_352n], // 2048·7·7 inputs of the average pool
    [2_048n, 1, 2_048n], // and its outputs
  ]);
});

test("a graph whose nodes have no layers is counted approximately", () => {
  const net = new Network();
  net.output(net.node("Relu", "relu", [net.input("x", [1, 8])], {}, null));
  expect(explainConvention(net.shape(), "ptflops")).toMatchObject({ count: 8n, approximate: true });
  expect(explainConvention(lenet5().shape(), "ptflops").approximate).toBe(false);
});

test("training-only parts are left out", () => {
  const net = new Network();
  const x = net.input("x", [1, 8]);
  net.output(net.dense(x, "dense", 8, 4));
  net.output(net.dense(x, "aux", 8, 4, { trainingOnly: true }), { trainingOnly: true });
  expect(countBy(net.shape(), "torchvision")).toBe(32n);
  expect(countBy(net.shape(), "keras")).toBe(36n); // 8·4 + 4
});

test("torchinfo counts a dense layer over a sequence once per image, and attention not at all", () => {
  const net = new Network();
  const x = net.input("x", [2, 16, 8]);
  const y = net.node("MatMul", "dense", [x, net.weight("w", [8, 4])]);
  net.output(net.node("MatMul", "product", [y, net.input("z", [2, 4, 16])]));
  expect(countBy(net.shape(), "torchvision")).toBe(3_072n); // 2·16·8·4 + 2·16·4·16
  expect(countBy(net.shape(), "torchinfo")).toBe(64n); // 2·8·4
});
