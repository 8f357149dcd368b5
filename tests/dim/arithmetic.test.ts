/** Arithmetic of known integers, its limits, and exact counts. */

import { describe, expect, test } from "vitest";
import {
  add,
  addCount,
  BroadcastConflict,
  broadcastDim,
  ceilDiv,
  countOf,
  type Dim,
  DimensionError,
  DimensionOverflow,
  DivisionByZero,
  dimOf,
  Expr,
  floorDiv,
  max,
  maxCount,
  min,
  mod,
  mul,
  mulCount,
  neg,
  product,
  productCount,
  Scope,
  sub,
  subCount,
  sum,
  sumCounts,
  text,
} from "../../src/dim/index.js";

const LARGEST = Number.MAX_SAFE_INTEGER;
const H = new Scope().symbol("H");

describe("known integers", () => {
  const rows: readonly [name: string, actual: Dim, expected: number][] = [
    ["add", add(2, 3), 5],
    ["sub", sub(2, 3), -1],
    ["mul", mul(-2, 3), -6],
    ["neg", neg(4), -4],
    ["floorDiv", floorDiv(7, 2), 3],
    ["floorDiv of a negative", floorDiv(-7, 2), -4],
    ["floorDiv by a negative", floorDiv(7, -2), -4],
    ["floorDiv near 2^53", floorDiv(LARGEST, 2), 4503599627370495],
    ["ceilDiv", ceilDiv(7, 2), 4],
    ["ceilDiv of a negative", ceilDiv(-7, 2), -3],
    ["mod", mod(7, 4), 3],
    ["mod takes the sign of the divisor", mod(-7, 4), 1],
    ["mod by a negative", mod(7, -4), -1],
    ["min", min(2, -3), -3],
    ["max", max(2, -3), 2],
    ["sum", sum([1, 2, 3]), 6],
    ["the empty sum", sum([]), 0],
    ["product", product([2, 3, 4]), 24],
    ["the empty product", product([]), 1],
    ["broadcast of equals", broadcastDim(3, 3), 3],
    ["broadcast of 1", broadcastDim(1, 0), 0],
  ];
  test.each(rows)("%s", (_name, actual, expected) => {
    expect(actual).toBe(expected);
  });

  test.each([
    ["mul", mul(0, -5)],
    ["neg", neg(0)],
    ["floorDiv", floorDiv(0, -5)],
    ["ceilDiv", ceilDiv(-1, 2)],
    ["mod", mod(-4, 4)],
  ])("%s gives no negative zero", (_name, zero) => {
    expect(Object.is(zero, 0)).toBe(true);
  });
});

describe("what is refused", () => {
  const overflows: readonly [name: string, compute: () => Dim, operands: readonly number[]][] = [
    ["add", () => add(LARGEST, 1), [LARGEST, 1]],
    ["sub", () => sub(-LARGEST, 1), [-LARGEST, 1]],
    ["mul", () => mul(LARGEST, 2), [LARGEST, 2]],
    ["add", () => add(0.5, 1), [0.5, 1]],
    ["mul", () => mul(Number.NaN, 1), [Number.NaN, 1]],
  ];
  test.each(overflows)("%s beyond the safe integers", (operation, compute, operands) => {
    const error = caught(compute);
    expect(error).toBeInstanceOf(DimensionOverflow);
    expect(error).toMatchObject({ operation, operands });
  });

  test.each([
    ["floorDiv", floorDiv],
    ["ceilDiv", ceilDiv],
    ["mod", mod],
  ])("%s by zero", (operation, divide) => {
    const error = caught(() => divide(6, 0));
    expect(error).toBeInstanceOf(DivisionByZero);
    expect(error).toMatchObject({ operation, operands: [6, 0] });
    expect(caught(() => divide(H, 0))).toBeInstanceOf(DivisionByZero);
  });

  test("sizes that do not broadcast", () => {
    const error = caught(() => broadcastDim(3, 4));
    expect(error).toBeInstanceOf(BroadcastConflict);
    expect(error).toBeInstanceOf(DimensionError);
    expect(error).toMatchObject({ operands: [3n, 4n] });
  });

  test("a constant beyond the safe integers that symbols leave behind", () => {
    const large = mul(H, LARGEST);
    expect(caught(() => sub(add(mul(H, LARGEST), LARGEST), sub(large, LARGEST)))).toBeInstanceOf(DimensionOverflow);
  });
});

function caught(compute: () => unknown): unknown {
  try {
    compute();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("expressions", () => {
  test("equal ones are one object", () => {
    expect(add(H, 1)).toBe(sub(add(1, add(H, H)), H));
    expect(add(H, 1)).toBeInstanceOf(Expr);
  });

  test("what becomes constant is a number", () => {
    expect(sub(add(H, 5), H)).toBe(5);
    expect(mul(H, 0)).toBe(0);
  });
});

describe("counts", () => {
  test("are exact beyond 2^53", () => {
    // (2^53 - 1)^2 = 2^106 - 2^54 + 1
    expect(productCount([LARGEST, LARGEST])).toBe(2n ** 106n - 2n ** 54n + 1n);
    expect(addCount(countOf(LARGEST), 2n)).toBe(2n ** 53n + 1n);
    expect(subCount(1n, 2n)).toBe(-1n);
    expect(mulCount(2n ** 60n, 3n)).toBe(3n * 2n ** 60n);
    expect(maxCount(2n ** 60n, 3n)).toBe(2n ** 60n);
    expect(sumCounts([])).toBe(0n);
  });

  test("are expressions where a size is open", () => {
    expect(text(sumCounts([productCount([LARGEST, LARGEST, H]), 1n]))).toBe(`${(2n ** 53n - 1n) ** 2n}·H + 1`);
    expect(text(maxCount(countOf(H), 3n))).toBe("max(H, 3)");
    expect(addCount(0n, countOf(H))).toBe(H);
    expect(subCount(countOf(add(H, 2)), countOf(H))).toBe(2n);
  });

  test("become dimensions while they are safe", () => {
    expect(dimOf(28n)).toBe(28);
    expect(dimOf(countOf(H))).toBe(H);
    expect(() => dimOf(2n ** 53n)).toThrow(DimensionOverflow);
  });
});
