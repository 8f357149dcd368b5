/** Expressions that are equal for all integers have one text, in each family that shape rules produce. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  ceilDiv,
  type Dim,
  floorDiv,
  isEqual,
  max,
  min,
  mod,
  mul,
  neg,
  Scope,
  sub,
  sum,
  text,
} from "../../src/dim/index.js";

const small = fc.integer({ min: -12, max: 12 });
const divisor = fc.integer({ min: 1, max: 7 });
const factor = fc.integer({ min: 1, max: 6 });

interface Given {
  readonly a: number;
  readonly b: number;
  readonly d: number;
  readonly e: number;
  readonly g: number;
  readonly h: number;
}

const given = fc.record({ a: small, b: small, d: divisor, e: divisor, g: factor, h: factor });
const scope = new Scope();
const H = scope.symbol("H");
const W = scope.symbol("W");
const N = scope.symbol("N");

/** y = h·H + g·W + a, a numerator with everything in it. */
function numerator({ a, g, h }: Given): Dim {
  return add(add(mul(h, H), mul(g, W)), a);
}

const families: readonly [name: string, (given: Given) => readonly [Dim, Dim]][] = [
  ["sums in any order", ({ a, b }) => [add(add(H, a), add(W, b)), add(b, add(W, add(a, H)))]],
  ["products distribute", ({ a, b }) => [mul(add(H, a), add(W, b)), sum([mul(H, W), mul(a, W), mul(b, H), a * b])]],
  [
    "a multiple leaves a floor",
    (x) => [floorDiv(add(numerator(x), mul(x.d, N)), x.d), add(floorDiv(numerator(x), x.d), N)],
  ],
  ["a common factor cancels", (x) => [floorDiv(mul(x.g, numerator(x)), x.g * x.d), floorDiv(numerator(x), x.d)]],
  [
    "a common factor cancels under a rest",
    (x) => [floorDiv(add(mul(x.g, numerator(x)), x.g - 1), x.g * x.d), floorDiv(numerator(x), x.d)],
  ],
  [
    "nested floors",
    (x) => [floorDiv(add(floorDiv(numerator(x), x.d), x.b), x.e), floorDiv(add(numerator(x), x.b * x.d), x.d * x.e)],
  ],
  [
    "floors in either order",
    (x) => [floorDiv(floorDiv(numerator(x), x.d), x.e), floorDiv(floorDiv(numerator(x), x.e), x.d)],
  ],
  ["ceil by floor", (x) => [ceilDiv(numerator(x), x.d), floorDiv(add(numerator(x), x.d - 1), x.d)]],
  ["ceil by negation", (x) => [ceilDiv(numerator(x), x.d), neg(floorDiv(neg(numerator(x)), x.d))]],
  ["nested ceils", (x) => [ceilDiv(ceilDiv(numerator(x), x.d), x.e), ceilDiv(numerator(x), x.d * x.e)]],
  ["negative divisors", (x) => [floorDiv(numerator(x), -x.d), floorDiv(neg(numerator(x)), x.d)]],
  ["quotient and remainder", (x) => [add(mul(x.d, floorDiv(numerator(x), x.d)), mod(numerator(x), x.d)), numerator(x)]],
  ["a remainder of a remainder", (x) => [mod(mod(numerator(x), x.d * x.e), x.d), mod(numerator(x), x.d)]],
  ["a remainder ignores multiples", (x) => [mod(add(numerator(x), mul(x.d, W)), x.d), mod(numerator(x), x.d)]],
  [
    "Hermite's identity",
    (x) => [sum(Array.from({ length: x.d }, (_, k) => floorDiv(add(numerator(x), k), x.d))), numerator(x)],
  ],
  [
    "Hermite's identity with a member taken away",
    (x) => [
      sub(numerator(x), floorDiv(numerator(x), x.d)),
      sum(Array.from({ length: x.d - 1 }, (_, k) => floorDiv(add(numerator(x), k + 1), x.d))),
    ],
  ],
  ["a half and its complement", ({ a }) => [sub(add(H, a), floorDiv(add(H, a), 2)), ceilDiv(add(H, a), 2)]],
  ["an exact symbolic quotient", (x) => [floorDiv(mul(numerator(x), mul(N, W)), mul(W, N)), numerator(x)]],
  ["a multiple of a symbolic divisor", (x) => [floorDiv(add(H, mul(x.g, W)), W), add(floorDiv(H, W), x.g)]],
  ["common symbolic factors", (x) => [floorDiv(mul(x.g, mul(H, N)), mul(x.g, mul(W, N))), floorDiv(H, W)]],
  ["min under a common offset", (x) => [min(add(H, N), add(add(W, x.a), N)), add(N, min(H, add(W, x.a)))]],
  ["max under a common factor", (x) => [max(mul(x.g, H), mul(x.g, W)), mul(x.g, max(W, H))]],
  ["min by max", (x) => [min(H, add(W, x.a)), neg(max(neg(H), sub(-x.a, W)))]],
  [
    "min and max add up",
    (x) => [sub(add(H, W), min(H, W)), max(W, mul(1, H))].map((dim) => add(dim, x.a)) as [Dim, Dim],
  ],
  ["nested choices", (x) => [max(max(H, x.a), max(W, H)), max(W, max(x.a, H))]],
];

describe("one text for", () => {
  test.each(families)("%s", (_name, pair) => {
    fc.assert(
      fc.property(given, (x) => {
        const [left, right] = pair(x);
        expect(text(left)).toBe(text(right));
        expect(left).toBe(right);
      }),
      { numRuns: 200 },
    );
  });
});

type Step = { readonly divide: boolean; readonly by: number };
const step = fc.record({ divide: fc.boolean(), by: fc.integer({ min: 1, max: 4 }) });

/** x through a chain of additions and divisions, as the sizes along a network. */
function chain(steps: readonly Step[], x: Dim): Dim {
  return steps.reduce((value, { divide, by }) => (divide ? floorDiv(value, by) : add(value, by - 2)), x);
}

test("chains of offsets and strides have one text exactly if they are equal at all sizes", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.array(step, { maxLength: 8 }), (first, second) => {
      const a = chain(first, H);
      const b = chain(second, H);
      // Both repeat, up to a slope, with the product of their strides, at most 4^8 each: compared at all sizes to 600
      // where the strides are small enough.
      const period = [...first, ...second].reduce((total, { divide, by }) => total * (divide ? by : 1), 1);
      fc.pre(period <= 300);
      let equal = true;
      for (let size = 1; equal && size <= 600; size++) equal = chain(first, size) === chain(second, size);
      expect(a === b, `${text(a)} and ${text(b)}`).toBe(equal);
    }),
    { numRuns: 1000 },
  );
});

test("equality is decided for products of related floors, whatever their form", () => {
  const low = floorDiv(H, 2);
  const high = floorDiv(sub(H, 1), 2);
  // low + high = H - 1, so low^2 + low·high = low·(H - 1)
  expect(isEqual(add(mul(low, low), mul(low, high)), mul(low, sub(H, 1)))).toBe(true);
});
