// Single elements are stored as their type stores them; expectations are by hand from the IEEE 754 formats.
import { describe, expect, test } from "vitest";
import { fitScalar, roundHalfEven } from "../../src/ops/scalar.js";
import type { DType } from "../../src/tensor/index.js";

const rows: readonly [dtype: DType, element: number | bigint | boolean, stored: unknown, why: string][] = [
  ["int8", 128, -128, "2^7 wraps"],
  ["uint8", -1, 255, "2^8 - 1"],
  ["int32", 2 ** 31, -(2 ** 31), "2^31 wraps"],
  ["uint32", -1, 2 ** 32 - 1, "2^32 - 1"],
  ["int64", 2n ** 63n, -(2n ** 63n), "2^63 wraps"],
  ["int64", 2n ** 53n - 1n, 2 ** 53 - 1, "a safe integer is a number"],
  ["uint64", 2n ** 64n - 1n, 2n ** 64n - 1n, "beyond 2^53 it stays a bigint"],
  ["uint4", 17, 1, "17 mod 16"],
  ["int4", 8, -8, "2^3 wraps"],
  ["int64", Number.NaN, undefined, "no integer"],
  ["int64", 0.5, undefined, "no integer"],
  ["float32", 16777217, 16777216, "2^24 + 1 is halfway: to even"],
  ["float32", 0.1, 0.10000000149011612, "13421773 / 2^27"],
  ["float16", 2049, 2048, "2^11 + 1 is halfway: to even"],
  ["float16", 2051, 2052, "halfway between 2050 and 2052: to even"],
  ["float16", 65519, 65504, "below the halfway point 65520 of the greatest number"],
  ["float16", 65520, Number.POSITIVE_INFINITY, "at the halfway point"],
  ["float16", -65520, Number.NEGATIVE_INFINITY, "at the halfway point"],
  ["float16", 2 ** -25, 0, "half the least number: to even"],
  ["float16", 3 * 2 ** -26, 2 ** -24, "three quarters of the least number"],
  ["bfloat16", 1 + 2 ** -8, 1, "halfway: to even"],
  ["bfloat16", 1 + 3 * 2 ** -8, 1 + 2 ** -6, "halfway: to even"],
  ["float64", 0.1, 0.1, "as it is"],
  ["float8e4m3fn", 1, undefined, "not computed here"],
  ["bool", 2, true, "anything but 0"],
  ["bool", 0, false, "0"],
  ["float32", true, 1, "true is 1"],
];

describe("fitScalar", () => {
  test.each(rows)("%s of %s is %s: %s", (dtype, element, stored) => {
    expect(fitScalar(element, dtype)).toBe(stored);
  });
});

test("halves round to even", () => {
  expect([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, 2.6].map(roundHalfEven).map((x) => x + 0)).toEqual([
    -2, -2, 0, 0, 2, 2, 2, 3,
  ]);
});
