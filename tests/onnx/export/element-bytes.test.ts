// Elements as bytes: what the reader makes of them again, rounding of the short floats, what is not written.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementsOfBytes } from "../../../src/onnx/elements.js";
import { bytesOfScalars } from "../../../src/onnx/export/element-bytes.js";
import type { DType } from "../../../src/tensor/index.js";

const again = (dtype: DType, data: readonly (number | bigint | boolean)[]) =>
  elementsOfBytes(dtype, bytesOfScalars(dtype, data) ?? new Uint8Array(0), data.length);

test.each([
  ["float32", [1.5, -0.25, 2 ** 127]],
  ["float64", [Math.PI, -1e-300]],
  ["int64", [2 ** 53 - 1, -1, 0]],
  ["int32", [2 ** 31 - 1, -(2 ** 31)]],
  ["uint8", [0, 255]],
  ["int8", [-128, 127]],
  ["uint16", [65_535]],
  ["int16", [-32_768]],
  ["uint32", [2 ** 32 - 1]],
  ["bool", [true, false]],
] as const)("%s comes back", (dtype, data) => {
  expect(again(dtype, data)).toEqual(data);
});

test("whole numbers beyond 2^53 come back", () => {
  expect(again("int64", [2n ** 63n - 1n, -(2n ** 63n)])).toEqual([2n ** 63n - 1n, -(2n ** 63n)]);
});

describe("float16", () => {
  // IEEE 754: the greatest is 65,504, half a step above it is infinity; 2^-24 is the least; ties go to even.
  test.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [65_519, 0x7bff],
    [65_520, 0x7c00],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -24, 0x0002],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 - 2 ** -12, 0x4000],
    [-0, 0x8000],
    [Number.NaN, 0x7e00],
  ])("%d is %i", (value, bits) => {
    expect(bytesOfScalars("float16", [value])).toEqual(Uint8Array.of(bits & 255, bits >> 8));
  });
  test("every one comes back", () => {
    const bits = Uint16Array.from({ length: 2 ** 16 }, (_, index) => index);
    const values = elementsOfBytes("float16", new Uint8Array(bits.buffer), bits.length).map(Number);
    expect(again("float16", values)).toEqual(values);
  });
});

test("bfloat16 rounds to one of its two neighbours, the nearer", () => {
  // 8 bits of precision: half a step is 2^-8 of the number.
  fc.assert(
    fc.property(fc.float({ min: Math.fround(1e-30), max: Math.fround(1e30), noNaN: true }), (value) => {
      expect(Math.abs(Number(again("bfloat16", [value])[0]) - value)).toBeLessThanOrEqual(value * 2 ** -8);
    }),
  );
});

test.each([["an element that is not known", "float32", [1, undefined]]] as const)(
  "%s is not written",
  (_name, dtype, data) => {
    expect(bytesOfScalars(dtype, data)).toBeUndefined();
  },
);

test("elements of four bits share bytes, the first in the lower half (onnx.proto, raw_data)", () => {
  expect(bytesOfScalars("int4", [1, -2, 3])).toEqual(new Uint8Array([0xe1, 0x03]));
});
