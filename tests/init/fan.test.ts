// Fan-in and fan-out by operator, with the arithmetic; gains against PyTorch's table; the plan of a whole network.
import { describe, expect, test } from "vitest";
import {
  distributionOf,
  distributionText,
  gainOf,
  initialiserNames,
  layoutOf,
  planWeights,
} from "../../src/init/index.js";
import { lowerSpec, readSpec } from "../../src/spec/index.js";

const use = (op: string, input: number, attributes = {}) => ({
  node: { name: "n", op, attributes, inputs: [], outputs: [] },
  input,
});

test.each([
  ["Conv 3×3, 64 to 128", [128, 64, 3, 3], use("Conv", 1), 64 * 9, 128 * 9],
  ["Conv of 2 groups, 48 of 96 to 256", [256, 48, 5, 5], use("Conv", 1, { group: 2 }), 48 * 25, (256 / 2) * 25],
  ["Conv, depthwise, multiplier 2", [64, 1, 3, 3], use("Conv", 1, { group: 32 }), 9, (64 / 32) * 9],
  ["Conv, one axis", [8, 4, 5], use("Conv", 1), 20, 40],
  ["ConvTranspose 2×2, 128 to 64", [128, 64, 2, 2], use("ConvTranspose", 1), 128 * 4, 64 * 4],
  ["ConvTranspose of 4 groups", [128, 16, 2, 2], use("ConvTranspose", 1, { group: 4 }), (128 / 4) * 4, 16 * 4],
  ["Gemm, transposed: 400 to 120", [120, 400], use("Gemm", 1, { transB: 1 }), 400, 120],
  ["Gemm, not transposed", [400, 120], use("Gemm", 1), 400, 120],
  ["MatMul from the right", [768, 3072], use("MatMul", 1), 768, 3072],
  ["MatMul from the left", [3072, 768], use("MatMul", 0), 768, 3072],
  ["MatMul, a stack of matrices", [12, 64, 32], use("MatMul", 1), 64, 32],
  ["LSTM, inputs: 4 gates of 50 from 30", [1, 200, 30], use("LSTM", 1, { hidden_size: 50 }), 30, 200],
  ["LSTM, state", [1, 200, 50], use("LSTM", 2, { hidden_size: 50 }), 50, 200],
  ["GRU, both directions: 3 gates of 10 from 7", [2, 30, 7], use("GRU", 1, { hidden_size: 10 }), 7, 30],
  ["RNN", [1, 10, 7], use("RNN", 1, { hidden_size: 10 }), 7, 10],
  ["an embedding of 1,000 words in 64", [1000, 64], use("Gather", 0), 1, 64],
  ["a scale of channels", [64, 1, 1], use("Mul", 1), 1, 1],
  ["a table of positions", [197, 768], use("Add", 1), 1, 1],
  ["nothing known", [128, 64, 3, 3], undefined, 64 * 9, 128 * 9],
] as const)("%s", (_name, shape, where, fanIn, fanOut) => {
  expect(layoutOf(shape, where)).toMatchObject({ fanIn, fanOut });
});

test("a bias has the fans of the weight beside it", () => {
  expect(layoutOf([128], use("Conv", 2), [128, 64, 3, 3])).toMatchObject({ fanIn: 576, fanOut: 1152, rows: 128 });
});

// torch.nn.init.calculate_gain, PyTorch 2.x documentation.
test.each([
  ["linear", undefined, 1],
  ["sigmoid", undefined, 1],
  ["tanh", undefined, 5 / 3],
  ["relu", undefined, Math.sqrt(2)],
  ["leaky_relu", 0.2, Math.sqrt(2 / (1 + 0.2 ** 2))],
  ["selu", undefined, 3 / 4],
] as const)("the gain of %s", (name, slope, gain) => {
  expect(gainOf(name, slope)).toBeCloseTo(gain, 12);
});

test("every initialiser that a specification may name has a distribution", () => {
  for (const type of initialiserNames) expect(() => distributionOf({ type }, { fanIn: 4, fanOut: 2 })).not.toThrow();
});

// torch.nn.init documentation: kaiming_normal_(w, mode="fan_out", nonlinearity="relu") for w of [64, 3, 7, 7]:
// std = sqrt(2)/sqrt(64·49) = 0.02525; xavier_uniform_ with gain 5/3: a = 5/3·sqrt(6/(147 + 3136)) = 0.07125.
describe("PyTorch's documented formulas", () => {
  const layout = layoutOf([64, 3, 7, 7], use("Conv", 1));
  test.each([
    [{ type: "he_normal", fan: "out" }, "normal, std 0.0253"],
    [{ type: "kaiming_uniform", nonlinearity: "leaky_relu", slope: Math.sqrt(5) }, "uniform ±0.0825"],
    [{ type: "xavier_uniform", gain: 5 / 3 }, "uniform ±0.0713"],
    [{ type: "lecun_normal" }, "normal, std 0.0825"],
  ])("%o", (choice, text) => {
    // kaiming_uniform_ with a = sqrt(5), Conv2d's own: gain sqrt(2/6), a = sqrt(3)·sqrt(1/3)/sqrt(147) = 1/sqrt(147) = 0.0825.
    expect(distributionText(distributionOf(choice, layout))).toBe(text);
  });
});

test("a network's plan: what is chosen, and what is usual where nobody chose", () => {
  const read = readSpec({
    name: "small",
    input: { shape: [3, 8, 8] },
    layers: [
      { name: "conv", type: "conv2d", filters: 4, kernel: 3, norm: "batch_norm", init: "he_normal" },
      { name: "slopes", type: "prelu" },
      "flatten",
      { name: "logits", type: "dense", units: 10 },
    ],
  });
  if (!read.ok) throw new Error(String(read.diagnostics[0]));
  const { value } = lowerSpec(read.value);
  if (value === undefined) throw new Error("there is no graph");
  const plans = [...planWeights(value)].map(([name, { distribution, isDefault }]) => [
    name,
    distributionText(distribution),
    isDefault,
  ]);
  // He: sqrt(2/27) = 0.272. Glorot: 4·6·6 = 144 features to 10, sqrt(6/154) = 0.197.
  expect(plans).toEqual([
    ["conv.weight", "normal, std 0.272", false],
    ["conv.batch_norm.weight", "ones", false],
    ["conv.batch_norm.bias", "zeros", false],
    ["conv.batch_norm.running_mean", "zeros", false],
    ["conv.batch_norm.running_var", "ones", false],
    ["slopes.weight", "0.25", true],
    ["logits.weight", "uniform ±0.197", true],
    ["logits.bias", "zeros", true],
  ]);
});
