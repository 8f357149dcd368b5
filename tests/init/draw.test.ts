// Drawn weights have the distribution that is stated, the same for a seed and a name in whatever pieces and order.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Distribution,
  distributionOf,
  drawWeight,
  type Layout,
  layoutOf,
  momentsOf,
  randomStream,
} from "../../src/init/index.js";
import { naturalLog } from "../../src/init/log.js";
import { kolmogorovSmirnov, meanOf, normalCumulative, varianceOf } from "./normal-distribution.js";

function draw(distribution: Distribution, layout: Layout, elements: number, seed = 1, name = "w", pieceSize = 4096) {
  const all = new Float32Array(elements);
  let at = 0;
  for (const piece of drawWeight(name, distribution, layout, elements, seed, { pieceSize })) {
    all.set(piece, at);
    at += piece.length;
  }
  expect(at).toBe(elements);
  return all;
}

/** A dense layer from 100 to 300: fan-in 100, fan-out 300. */
const layout = layoutOf([300, 100], undefined);
const count = 30_000;
/** A sample this far off comes up once in 100,000: 2·exp(-2·2.47²) = 1.0e-5 (Kolmogorov, 1933; Smirnov, 1948). */
const farOff = 2.47 / Math.sqrt(count);

const uniformCumulative = (limit: number) => (x: number) => Math.min(1, Math.max(0, (x + limit) / (2 * limit)));
/** Φ cut off at ±2: Φ(2) = 0.97724986805. */
const truncatedCumulative = (x: number): number =>
  (normalCumulative(x) - (1 - 0.97724986805)) / (2 * 0.97724986805 - 1);

// Standard deviations and limits by hand, fan-in 100, fan-out 300, average 200.
describe.each([
  ["normal", { type: "normal", mean: 2, std: 3 }, 2, 9, (x: number) => normalCumulative((x - 2) / 3)],
  ["uniform", { type: "uniform", low: -1, high: 1 }, 0, 1 / 3, uniformCumulative(1)],
  ["truncated_normal", { type: "truncated_normal", std: 1 }, 0, 0.77374, truncatedCumulative],
  ["lecun_normal", { type: "lecun_normal" }, 0, 1 / 100, (x: number) => normalCumulative(x / 0.1)],
  ["lecun_uniform", { type: "lecun_uniform" }, 0, 1 / 100, uniformCumulative(Math.sqrt(3 / 100))],
  [
    "the lecture's lecun_uniform",
    { type: "lecun_uniform", gain: Math.sqrt(1 / 3) },
    0,
    1 / 300,
    uniformCumulative(Math.sqrt(1 / 100)),
  ],
  ["glorot_normal", { type: "glorot_normal" }, 0, 2 / 400, (x: number) => normalCumulative(x / Math.sqrt(2 / 400))],
  ["xavier_uniform", { type: "xavier_uniform" }, 0, 2 / 400, uniformCumulative(Math.sqrt(6 / 400))],
  ["he_normal", { type: "he_normal" }, 0, 2 / 100, (x: number) => normalCumulative(x / Math.sqrt(2 / 100))],
  ["kaiming_uniform", { type: "kaiming_uniform" }, 0, 2 / 100, uniformCumulative(Math.sqrt(6 / 100))],
  [
    "he_normal over the fan-out",
    { type: "he_normal", fan: "out" },
    0,
    2 / 300,
    (x: number) => normalCumulative(x / Math.sqrt(2 / 300)),
  ],
  [
    "he_normal for tanh",
    { type: "he_normal", nonlinearity: "tanh" },
    0,
    25 / 9 / 100,
    (x: number) => normalCumulative(x / (5 / 3 / 10)),
  ],
] as const)("%s", (_name, choice, mean, variance, cumulative) => {
  const distribution = distributionOf(choice, layout);
  test("states its mean and variance", () => {
    const moments = momentsOf(distribution, layout);
    expect(moments.mean).toBeCloseTo(mean, 12);
    expect(moments.variance / variance).toBeCloseTo(1, 5);
  });
  test.each([1, 2, 3])("is drawn as stated with seed %i", (seed) => {
    const sample = draw(distribution, layout, count, seed);
    expect(kolmogorovSmirnov(sample, cumulative)).toBeLessThan(farOff);
    // The mean's own deviation is sqrt(variance/n), the variance's at most sqrt(2/n) of it: four of each.
    expect(Math.abs(meanOf(sample) - mean)).toBeLessThan(4 * Math.sqrt(variance / count));
    expect(Math.abs(varianceOf(sample) / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    const { low, high } = momentsOf(distribution, layout);
    expect(sample.every((x) => x >= Math.fround(low) && x <= Math.fround(high))).toBe(true);
  });
});

test.each([
  [{ type: "zeros" }, 0],
  [{ type: "ones" }, 1],
  [{ type: "constant", value: 0.25 }, 0.25],
])("%o is one value everywhere", (choice, value) => {
  expect(new Set(draw(distributionOf(choice, layout), layout, 1000))).toEqual(new Set([value]));
});

test("over 300 seeds the distances are spread as they should be", () => {
  // Half of all samples are nearer than 0.8276/sqrt(n), one in ten is farther than 1.2238/sqrt(n) (Smirnov, 1948).
  const size = 4000;
  const distances = Array.from({ length: 300 }, (_, seed) =>
    kolmogorovSmirnov(draw({ kind: "uniform", low: -1, high: 1 }, layout, size, seed), uniformCumulative(1)),
  ).map((distance) => distance * Math.sqrt(size));
  const share = (limit: number): number => distances.filter((distance) => distance > limit).length / distances.length;
  // Of standard deviations sqrt(0.25/300) = 0.029 and sqrt(0.09/300) = 0.017: three of each.
  expect(Math.abs(share(0.8276) - 0.5)).toBeLessThan(0.087);
  expect(Math.abs(share(1.2238) - 0.1)).toBeLessThan(0.052);
});

test("the Kolmogorov-Smirnov test tells a normal from a uniform distribution of the same variance", () => {
  const sample = draw({ kind: "uniform", low: -Math.sqrt(3), high: Math.sqrt(3) }, layout, count);
  expect(kolmogorovSmirnov(sample, normalCumulative)).toBeGreaterThan(2 * farOff);
});

describe("streams", () => {
  const distribution: Distribution = { kind: "normal", mean: 0, std: 1 };
  test("pieces of any size hold the same numbers", () => {
    const whole = draw(distribution, layout, 1000, 7, "conv1.weight", 1000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1200 }), (pieceSize) => {
        expect(draw(distribution, layout, 1000, 7, "conv1.weight", pieceSize)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });
  test("names and seeds have streams of their own, which have nothing to do with each other", () => {
    const streams = ["a", "b", "a.weight", "weight.a"].flatMap((name) =>
      [0, 1, 2 ** 32].map((seed) => draw(distribution, layout, 10_000, seed, name)),
    );
    streams.forEach((one, i) => {
      for (const other of streams.slice(i + 1)) {
        const correlation = one.reduce((sum, x, at) => sum + x * (other[at] ?? 0), 0) / one.length;
        // Of standard deviation 1/sqrt(10,000) = 0.01.
        expect(Math.abs(correlation)).toBeLessThan(0.045);
      }
    });
  });
  test("the numbers of a seed and a name stay what they are", () => {
    // Kept from the first run: whoever changes the generator changes every network drawn by it.
    const stream = randomStream(42, "conv1.weight");
    expect([stream.uniform(), stream.uniform(), stream.normal()]).toEqual([
      0.9673469687113538, 0.8597482781624421, 0.43826770259350883,
    ]);
  });
});

describe("orthogonal", () => {
  test.each([
    ["wide", [20, 50], [1, 20, 50]],
    ["tall", [50, 20], [1, 50, 20]],
    ["a kernel", [8, 3, 3, 3], [1, 8, 27]],
  ] as const)("%s: its shorter side is orthonormal, times the gain", (_name, shape, [, rows, columns]) => {
    const w = draw({ kind: "orthogonal", gain: 2 }, layoutOf(shape, undefined), rows * columns);
    const isWide = rows <= columns;
    const [vectors, length] = isWide ? [rows, columns] : [columns, rows];
    const at = (vector: number, index: number): number =>
      w[isWide ? vector * columns + index : index * columns + vector] ?? 0;
    for (let i = 0; i < vectors; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const product = Array.from({ length }, (_, k) => at(i, k) * at(j, k)).reduce((sum, x) => sum + x, 0);
        expect(product).toBeCloseTo(i === j ? 4 : 0, 5);
      }
    }
  });
  test("each gate of a recurrent weight has its own matrix", () => {
    const node = { name: "n", op: "GRU", attributes: { hidden_size: 4 }, inputs: [], outputs: [] };
    const gates = layoutOf([1, 12, 4], { node, input: 2 });
    const w = draw({ kind: "orthogonal", gain: 1 }, gates, 48);
    for (let row = 0; row < 12; row += 1) {
      expect(w.subarray(row * 4, row * 4 + 4).reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 6);
    }
  });
  test("one that would take minutes is refused", () => {
    const large = layoutOf([25_088, 4096], undefined);
    expect(() => [...drawWeight("w", { kind: "orthogonal", gain: 1 }, large, 1, 1)]).toThrow(/too long/);
  });
});

describe("identity", () => {
  test("is the unit matrix of a dense layer", () => {
    expect([...draw({ kind: "identity", gain: 1 }, layoutOf([2, 3], undefined), 6)]).toEqual([1, 0, 0, 0, 1, 0]);
  });
  test("is a 1 in the middle of each channel's own kernel, group by group", () => {
    // [4 out, 2 in of each of 2 groups, 1×3]: outputs 0 and 1 take inputs 0 and 1 of the first group, 2 and 3 of the second.
    const node = { name: "n", op: "Conv", attributes: { group: 2 }, inputs: [], outputs: [] };
    const w = draw({ kind: "identity", gain: 1 }, layoutOf([4, 2, 1, 3], { node, input: 1 }), 24);
    expect([...w]).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
  });
});

test("the logarithm is Math.log to within two units in the last place", () => {
  fc.assert(
    fc.property(fc.double({ min: 2 ** -62, max: 2 ** 62, noNaN: true }), (x) => {
      expect(Math.abs(naturalLog(x) - Math.log(x))).toBeLessThanOrEqual(
        2 ** -51 * Math.max(Math.abs(Math.log(x)), 2 ** -20),
      );
    }),
  );
});

test.each([
  [{ type: "normals" }, /no initialiser named "normals"/],
  [{ type: "normal", std: -1 }, /standard deviation -1/],
  [{ type: "uniform", low: 1, high: 0 }, /range 1 to 0/],
])("%o is refused", (choice, message) => {
  expect(() => distributionOf(choice, layout)).toThrow(message);
});
