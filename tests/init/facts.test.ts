// The facts that `explain` prints, against the functions themselves: slopes and ranges by trying, variances by hand.
import { describe, expect, test } from "vitest";
import {
  activationFacts,
  distributionOf,
  factsOfActivation,
  factsOfInitialiser,
  initialiserFacts,
  initialiserNames,
  mainName,
  momentsOf,
} from "../../src/init/index.js";
import { activations } from "../../src/spec/layers/activation.js";
import { normalCumulative } from "./normal-distribution.js";

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.log1p(Math.exp(x));
/** α and λ of Klambauer et al., 2017. */
const [alpha, lambda] = [1.6732632423543772, 1.0507009873554805];

/** Each function as its paper has it, written here once more. */
const functions: Readonly<Record<string, (x: number) => number>> = {
  sigmoid,
  tanh: Math.tanh,
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  leaky_relu: (x) => (x < 0 ? 0.01 * x : x),
  prelu: (x) => (x < 0 ? 0.25 * x : x),
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  selu: (x) => lambda * (x > 0 ? x : alpha * Math.expm1(x)),
  gelu: (x) => x * normalCumulative(x),
  silu: (x) => x * sigmoid(x),
  hard_swish: (x) => (x * Math.min(6, Math.max(0, x + 3))) / 6,
  hard_sigmoid: (x) => Math.min(6, Math.max(0, x + 3)) / 6,
  softplus,
  mish: (x) => x * Math.tanh(softplus(x)),
};

const places = Array.from({ length: 40_001 }, (_, index) => -20 + index * 1e-3);
/** Far smaller than the distance of the places, so that the slope just beside a bend is met. */
const step = 1e-6;

describe.each(Object.entries(functions))("%s", (name, f) => {
  const facts = factsOfActivation(name);
  test("has the greatest slope that is stated", () => {
    const greatest = Math.max(...places.map((x) => Math.abs(f(x) - f(x - step)) / step));
    expect(greatest).toBeCloseTo(facts?.greatestSlope.value ?? 0, 3);
  });
  test("keeps to the range that is stated, and comes to its ends", () => {
    const [low = "", high = ""] = (facts?.range ?? "").replace("-alpha", "-1").split(" to ");
    const bound = (text: string): number =>
      text.endsWith("∞") ? (text.startsWith("-") ? -1 : 1) * Infinity : Number(text);
    const values = places.map(f);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    // Three digits are printed; an end without bound is far away at ±20.
    if (Number.isFinite(bound(low))) expect(least).toBeCloseTo(bound(low), 2);
    else expect(least).toBeLessThan(-0.19);
    if (Number.isFinite(bound(high))) expect(most).toBeCloseTo(bound(high), 2);
    else expect(most).toBeGreaterThan(19);
  });
});

test("sigmoid's greatest slope is 1/4, at 0", () => {
  expect(activationFacts.sigmoid.greatestSlope).toEqual({ value: 1 / 4, at: "x = 0" });
});

test("every activation of a specification is explained, and nothing else", () => {
  expect(Object.keys(activationFacts).sort()).toEqual(activations.map(({ type }) => type).sort());
});

test("every initialiser of a specification is explained", () => {
  expect(initialiserNames.filter((name) => factsOfInitialiser(name) === undefined)).toEqual([]);
});

/** The stated formulas at fan-in 100 and fan-out 300, gain 1; the defaults of normal and uniform are ±0.05. */
test.each([
  ["zeros", 0],
  ["ones", 0],
  ["normal", 0.05 ** 2],
  ["uniform", 0.1 ** 2 / 12],
  ["truncated_normal", 0.7737 * 0.05 ** 2],
  ["lecun_normal", 1 / 100],
  ["lecun_uniform", 1 / 100],
  ["glorot_normal", 2 / 400],
  ["glorot_uniform", 2 / 400],
  ["he_normal", 2 / 100],
  ["he_uniform", 2 / 100],
  ["orthogonal", 1 / 300],
  ["identity", 1 / 300 - 1 / 300 ** 2],
])("the variance of %s is what its formula gives", (type, variance) => {
  expect(initialiserFacts).toHaveProperty(type);
  const matrix = { rows: 300, columns: 100 };
  const { variance: actual } = momentsOf(distributionOf({ type }, { fanIn: 100, fanOut: 300 }), matrix);
  expect(Math.abs(actual - variance)).toBeLessThanOrEqual(1e-4 * variance);
});

// lecture.txt: U(±sqrt(1/n_in)), N(0, sqrt(1/n_in)), G(0, 2/n_i), at n = 100.
describe("the lecture's readings", () => {
  const varianceOf = (choice: { type: string; gain?: number }): number =>
    momentsOf(distributionOf(choice, { fanIn: 100, fanOut: 300 }), { rows: 300, columns: 100 }).variance;
  test("its LeCun uniform has a third of the literature's variance: (2·0.1)²/12 = 1/300", () => {
    expect(varianceOf({ type: "lecun_uniform", gain: 0.57735 })).toBeCloseTo(1 / 300, 6);
    expect(varianceOf({ type: "lecun_uniform" })).toBeCloseTo(1 / 100, 12);
  });
  test("its LeCun normal names the deviation sqrt(1/100) = 0.1, its He the variance 2/100", () => {
    expect(Math.sqrt(varianceOf({ type: "lecun_normal" }))).toBeCloseTo(0.1, 12);
    expect(varianceOf({ type: "he_normal" })).toBeCloseTo(0.02, 12);
  });
  test.each(["lecun_uniform", "lecun_normal", "he_normal"])("%s says which reading is meant", (name) => {
    expect(factsOfInitialiser(name)?.readings?.join(" ")).toMatch(/lecture/);
  });
});

test.each([
  ["xavier_normal", "glorot_normal"],
  ["kaiming_uniform", "he_uniform"],
  ["dirac", "identity"],
  ["orthogonal", "orthogonal"],
])("%s is %s", (name, main) => {
  expect(mainName(name)).toBe(main);
});
