// `explain` of a word, and the column that shows initialisers.
import { expect, test } from "vitest";
import { activationFacts, initialiserNames } from "../../src/init/index.js";
import { layerTypes } from "../../src/spec/index.js";
import { runCli } from "./session.js";

test.each([
  [
    "he_normal",
    ["variance  gain²·2/fan_in", "the lecture's G(0, 2/n_i) names the variance", "for ReLU and LeakyReLU it"],
  ],
  ["lecun_uniform", ["the lecture's ±sqrt(1/n_in) has the variance 1/(3·n_in)"]],
  ["xavier_normal", ["another name of glorot_normal"]],
  ["zeros", ["symmetry: neurons learn the same features"]],
  ["sigmoid", ["greatest slope  0.25 at x = 0", "derivative      f(x)·(1 - f(x))", "saturates       at both ends"]],
  ["tanh", ["gain            5/3"]],
  ["silu", ["silu: x·sigmoid(x)", "greatest slope  1.0998"]],
  ["Conv", ["ONNX operator Conv"]],
  ["conv2d", ["conv2d: Convolution over 2 spatial axes", "filters     How many kernels", "Needed."]],
  ["multi_head_attention", ["heads"]],
])("explain %s", async (word, texts) => {
  const { code, stdout } = await runCli(["explain", word]);
  expect(code).toBe(0);
  for (const text of texts) expect(stdout).toContain(text);
});

test("every word is explained within 80 columns", async () => {
  for (const word of [...initialiserNames, ...Object.keys(activationFacts), ...layerTypes]) {
    const { code, stdout } = await runCli(["explain", word]);
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => [...line].length > 80)).toEqual([]);
  }
});

test("the column init shows distribution, deviation and fans", async () => {
  const { stdout } = await runCli(["summary", "lenet-5", "--columns", "layer,init"]);
  // LeCun: C1 sums 5·5·1 = 25 products, std 1/5; an input goes into 5·5·6 = 150. F7 sums 84: 1/sqrt(84) = 0.109.
  expect(stdout).toMatch(/^C1 +normal, std 0\.2 · fan 25 → 150$/m);
  expect(stdout).toMatch(/^F7 +normal, std 0\.109 · fan 84 → 10$/m);
  expect(stdout).toMatch(/^S2 *$/m);
});
