// Optimisers, clipping, penalties, schedules and label smoothing against PyTorch's own figures.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../src/train/loss.js";
import { createOptimiser, type OptimiserSettings, optimiserNames } from "../../src/train/optimisers/optimiser.js";
import type { OptimiserName } from "../../src/train/optimisers/rules.js";
import { earlyStopping, rateFactor, type Schedule } from "../../src/train/optimisers/schedule.js";
import { lengthOf, prepareSlopes } from "../../src/train/optimisers/slopes.js";

type Tensors = Readonly<Record<string, readonly number[]>>;

interface Fixture {
  readonly starts: Tensors;
  readonly slopes: readonly Tensors[];
  readonly cases: readonly {
    readonly name: string;
    readonly optimiser: OptimiserName;
    readonly settings: OptimiserSettings;
    readonly rate: number;
    readonly after: readonly Tensors[];
  }[];
  readonly schedules: readonly {
    readonly name: string;
    readonly schedule: Schedule;
    readonly steps: number;
    readonly rates: readonly number[];
  }[];
  readonly smoothing: {
    readonly scores: readonly (readonly number[])[];
    readonly classes: readonly number[];
    readonly smoothing: number;
    readonly loss: number;
    readonly slopes: readonly (readonly number[])[];
  };
}

const fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/train/optimisers.json", import.meta.url), "utf8"),
) as Fixture;

const tensorsOf = (lists: Tensors) =>
  new Map(Object.entries(lists).map(([name, list]) => [name, Float64Array.from(list)]));

function expectNear(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) => {
    expect(Math.abs(value - (expected[index] ?? Number.NaN))).toBeLessThan(1e-9);
  });
}

test.each(fixture.cases)("$name moves weights as PyTorch does", ({ optimiser, settings, rate, after }) => {
  const weights = tensorsOf(fixture.starts);
  const move = createOptimiser(optimiser, settings);
  fixture.slopes.forEach((slopes, step) => {
    move(weights, tensorsOf(slopes), rate);
    for (const [name, values] of weights) expectNear([...values], after[step]?.[name] ?? []);
  });
});

test("every optimiser has a case", () => {
  expect(new Set(fixture.cases.map(({ optimiser }) => optimiser))).toEqual(new Set(optimiserNames));
});

test.each(fixture.schedules)("the schedule $name gives PyTorch's rates", ({ schedule, steps, rates }) => {
  expectNear(
    rates.map((_, step) => rateFactor(schedule, step, steps)),
    rates,
  );
});

test("label smoothing gives PyTorch's loss and slopes", () => {
  const { scores, classes, smoothing, loss, slopes } = fixture.smoothing;
  const head = { loss: "softmax_cross_entropy", shape: [2, 3], axis: 1, smoothing } as const;
  const found = evaluateLoss(head, Float64Array.from(scores.flat()), Float64Array.from(classes));
  expectNear([found.loss, ...found.slopes], [loss, ...slopes.flat()]);
});

describe("clipping", () => {
  const anySlopes = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 8 });
  test.each(["value", "norm", "global"] as const)(
    "by %s never exceeds its bound nor changes what keeps to it",
    (by) => {
      fc.assert(
        fc.property(anySlopes, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (list, most) => {
          const slopes = new Map([["w", Float64Array.from(list)]]);
          const cut = prepareSlopes(new Map(), slopes, { clip: { by, most } }).get("w") ?? [];
          const size = (values: Iterable<number>) =>
            by === "value" ? Math.max(...[...values].map(Math.abs)) : lengthOf([Float64Array.from(values)]);
          expect(size(cut)).toBeLessThanOrEqual(most * (1 + 1e-12));
          // PyTorch's 1e-6 beside the length cuts what comes that near to the bound.
          if (size(list) < most - 2e-6) expect([...cut]).toEqual(list);
        }),
        { numRuns: 200 },
      );
    },
  );

  test("leaves a NaN to be seen", () => {
    const slopes = new Map([["w", Float64Array.of(1, Number.NaN)]]);
    const cut = prepareSlopes(new Map(), slopes, { clip: { by: "global", most: 1 } }).get("w") ?? [];
    expect([...cut].some(Number.isNaN)).toBe(true);
  });
});

test("early stopping waits as long as its patience", () => {
  const stop = earlyStopping(2);
  expect([3, 2, 2.5, 1, 1, 1.5].map(stop)).toEqual([false, false, false, false, false, true]);
});
