/** What is decided about two dimensions, and what stays open. */

import { describe, expect, test } from "vitest";
import {
  add,
  bounds,
  type Dim,
  floorDiv,
  isAtLeast,
  isDivisible,
  isEqual,
  max,
  min,
  mod,
  mul,
  Scope,
  sub,
} from "../../src/dim/index.js";

const scope = new Scope();
const H = scope.symbol("H");
const W = scope.symbol("W");
const Z = scope.symbol("Z", { min: 0, max: 9 });
const out = add(floorDiv(sub(H, 3), 2), 1);

type Answer = boolean | undefined;
const equal: readonly [name: string, a: Dim, b: Dim, Answer][] = [
  ["numbers", 3, 3, true],
  ["other numbers", 3, 4, false],
  ["one expression", add(H, W), add(W, H), true],
  ["a constant apart", add(H, 1), H, false],
  ["never so small", H, 0, false],
  ["never so large", Z, 10, false],
  ["even and odd", mul(2, H), add(mul(2, W), 1), false],
  ["two symbols", H, W, undefined],
  ["a possible size", H, 4, undefined],
  ["a remainder out of reach", mod(H, 4), 4, false],
  // Each floor belongs to 32 that add up to its symbol: too many to write out, so it stays open (GoogLeNet at 224).
  ["open, with long relations", mul(sub(floorDiv(H, 32), 5), sub(floorDiv(W, 32), 5)), 1, undefined],
];
const atLeast: readonly [name: string, a: Dim, b: Dim, Answer][] = [
  ["numbers", 3, 4, false],
  ["a symbol and its least size", H, 1, true],
  ["a symbol and more", H, 2, undefined],
  ["beyond the greatest size", Z, 10, false],
  ["a floor and its numerator", H, floorDiv(H, 2), true],
  ["a floor and its double", H, mul(2, floorDiv(H, 2)), true],
  ["a floor and more than its double", mul(2, floorDiv(H, 2)), H, undefined],
  ["a floor and its least multiple", add(mul(2, floorDiv(H, 2)), 1), H, true],
  ["a product and a factor", mul(H, W), H, true],
  ["a square of a difference", add(mul(H, H), 1), mul(2, H), true],
  ["min and an argument", H, min(H, W), true],
  ["max and an argument", max(H, W), W, true],
  ["a product with a floor", mul(W, H), mul(mul(2, W), floorDiv(H, 2)), true],
  ["an output that may vanish", out, 1, undefined],
];
const divisible: readonly [name: string, a: Dim, b: Dim, Answer][] = [
  ["numbers", 12, 4, true],
  ["0 by 0", 0, 0, true],
  ["6 by 0", 6, 0, false],
  ["a multiple", mul(12, H), 4, true],
  ["a product", mul(mul(H, W), 2), H, true],
  ["an odd number", add(mul(4, H), 1), 2, false],
  ["open", H, 2, undefined],
  ["a symbol that is never 0 by 0", H, 0, false],
];

describe("decisions", () => {
  test.each(equal)("equality: %s", (_name, a, b, expected) => {
    expect(isEqual(a, b)).toBe(expected);
    expect(isEqual(b, a)).toBe(expected);
  });

  test.each(atLeast)("order: %s", (_name, a, b, expected) => {
    expect(isAtLeast(a, b)).toBe(expected);
  });

  test.each(divisible)("divisibility: %s", (_name, a, b, expected) => {
    expect(isDivisible(a, b)).toBe(expected);
  });
});

describe("bounds", () => {
  const none = Number.POSITIVE_INFINITY;
  const rows: readonly [name: string, dim: Dim, min: number | bigint, max: number | bigint][] = [
    ["a number", 7, 7, 7],
    ["a bounded symbol", Z, 0, 9],
    ["a sum", add(H, mul(-2, Z)), -17, none],
    ["a floor", floorDiv(Z, 2), 0, 4],
    ["a remainder", mod(H, 4), 0, 3],
    ["a difference of a floor", sub(H, mul(2, floorDiv(H, 2))), 0, 1],
    ["min", min(H, Z), 0, 9],
    ["max", max(Z, 4), 4, 9],
    ["unbounded", sub(H, W), -none, none],
    // 2^53 - 1 is the largest safe integer, twice that is a bigint
    ["beyond the safe integers", mul(H, Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER, none],
    ["far beyond", add(mul(H, Number.MAX_SAFE_INTEGER), mul(W, Number.MAX_SAFE_INTEGER)), 2n ** 54n - 2n, none],
  ];
  test.each(rows)("%s", (_name, dim, least, most) => {
    expect(bounds(dim)).toEqual({ min: least, max: most });
  });
});
