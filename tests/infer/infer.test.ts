import { describe, expect, test } from "vitest";
import { relationText } from "../../src/dim/index.js";
import { inferShapes } from "../../src/infer/index.js";
import { shapeText } from "../../src/tensor/index.js";
import { lenet5, Network } from "../analysis/network.js";

function shapesOf(net: Network): Readonly<Record<string, string>> {
  const { value } = inferShapes(net.graph);
  return Object.fromEntries([...(value?.types ?? [])].map(([name, { shape }]) => [name, shapeText(shape)]));
}

test("control: LeNet-5 has no findings and the lecture's shapes", () => {
  const result = inferShapes(lenet5().graph);
  expect(result.ok).toBe(true);
  expect(result.diagnostics).toEqual([]);
  expect(shapesOf(lenet5())).toMatchObject({
    "C1.out": "[1, 6, 28, 28]",
    "S2.out": "[1, 6, 14, 14]",
    "C3.out": "[1, 16, 10, 10]",
    "S4.out": "[1, 16, 5, 5]",
    "C5.out": "[1, 120, 1, 1]",
    "flatten.out": "[1, 10]",
  });
});

describe("findings", () => {
  test("all are found in one run, and what follows from one is not reported again", () => {
    const net = new Network();
    const x = net.input("x", [1, 3, 4, 4]);
    const broken = net.conv(x, "large", 4, 7);
    net.output(net.node("Relu", "relu", [broken]));
    net.output(net.node("Conv", "channels", [x, net.weight("w", [4, 5, 1, 1])]));
    const result = inferShapes(net.graph);
    expect(result.ok).toBe(false);
    expect(result.diagnostics.map(({ code, context }) => [code, context.node])).toEqual([
      ["shape/kernel-exceeds-input", "large"],
      ["shape/channels", "channels"],
    ]);
    expect(shapesOf(net)).toMatchObject({ "large.out": "[?]", "relu.out": "[?]" });
  });

  test("an unknown operator is a warning and its outputs are unknown", () => {
    const net = new Network();
    net.output(net.node("Mystery", "mystery", [net.input("x", [1, 8])]));
    const result = inferShapes(net.graph);
    expect(result.ok).toBe(true);
    expect(result.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ["node/unknown-operator", "warning"],
    ]);
    expect(shapesOf(net)["mystery.out"]).toBe("[?]");
  });

  test("an input that nothing produces is named", () => {
    const net = new Network();
    net.output(net.node("Relu", "relu", ["nowhere"]));
    const [finding] = inferShapes(net.graph).diagnostics;
    expect(finding).toMatchObject({
      code: "node/undefined-input",
      data: { input: "nowhere" },
      context: { node: "relu" },
    });
  });

  test("a name of Object's prototype is no operator", () => {
    const net = new Network();
    net.output(net.node("constructor", "strange", [net.input("x", [1, 8])]));
    expect(inferShapes(net.graph).diagnostics.map(({ code }) => code)).toEqual(["node/unknown-operator"]);
  });
});

test("symbols give formulas, and open questions are remembered once with their reason", () => {
  const net = new Network();
  const x = net.input("x", [net.scope.symbol("N"), 3, net.scope.symbol("H"), 32]);
  net.output(net.conv(net.conv(x, "a", 4, 3, { stride: 2, pad: 1 }), "b", 4, 5));
  const { value } = inferShapes(net.graph);
  expect(shapeText(value?.types.get("b.out")?.shape ?? null)).toBe("[N, 4, floor((H - 1)/2) - 3, 12]");
  expect(value?.constraints.map((constraint) => [relationText(constraint), constraint.node])).toEqual([
    ["floor((H - 1)/2) + 1 ≥ 5", "b"],
  ]);
});

test("a graph's own maps are left as they were", () => {
  const { graph } = lenet5();
  const before = JSON.stringify([...graph.weights.keys(), ...graph.nodes.map(({ name }) => name)]);
  inferShapes(graph);
  expect(JSON.stringify([...graph.weights.keys(), ...graph.nodes.map(({ name }) => name)])).toBe(before);
});
