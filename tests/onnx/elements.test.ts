// Elements of every type of ONNX, from raw bytes and from typed fields, are the numbers that they stand for.
import { describe, expect, test } from "vitest";
import { decodeTensorFile, type Element } from "../../src/onnx/index.js";
import { type DType, dtypeNames, dtypes } from "../../src/tensor/index.js";
import { readConformance } from "./conformance.js";
import { type FieldOf, join, message, varint } from "./message.js";

function read(dtype: DType, count: number, ...data: readonly FieldOf[]): readonly Element[] | null | undefined {
  const { value, diagnostics } = decodeTensorFile(message([1, count], [2, dtypes[dtype].onnx], ...data));
  expect(diagnostics).toEqual([]);
  return value?.values;
}

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

// By hand from the formats' definitions: IEEE 754; arXiv:2209.05433 table 1; arXiv:2206.02915 section 3; OCP
// Microscaling Formats 1.0 tables 1, 3 and 7. Largest, smallest normal, smallest subnormal, negative, special.
const formats: readonly (readonly [DType, readonly number[], readonly number[]])[] = [
  [
    "float16",
    [0x3c00, 0x7bff, 0x0400, 0x0001, 0xc000, 0x7c00, 0xfc00, 0x7e00],
    [1, 65504, 2 ** -14, 2 ** -24, -2, inf, -inf, nan],
  ],
  ["bfloat16", [0x3f80, 0x7f7f, 0x0080, 0xc040, 0x7f80, 0x7fc0], [1, 3.3895313892515355e38, 2 ** -126, -3, inf, nan]],
  ["float8e4m3fn", [0x38, 0x7e, 0x08, 0x01, 0xfe, 0x7f, 0xff, 0x00], [1, 448, 2 ** -6, 2 ** -9, -448, nan, nan, 0]],
  ["float8e4m3fnuz", [0x40, 0x7f, 0x08, 0x01, 0xff, 0x80, 0x00], [1, 240, 2 ** -7, 2 ** -10, -240, nan, 0]],
  [
    "float8e5m2",
    [0x3c, 0x7b, 0x04, 0x01, 0xfb, 0x7c, 0xfc, 0x7d],
    [1, 57344, 2 ** -14, 2 ** -16, -57344, inf, -inf, nan],
  ],
  ["float8e5m2fnuz", [0x40, 0x7f, 0x04, 0x01, 0xff, 0x80], [1, 57344, 2 ** -15, 2 ** -17, -57344, nan]],
  ["float8e8m0", [0x7f, 0x00, 0xfe, 0x80, 0xff], [1, 2 ** -127, 2 ** 127, 2, nan]],
  ["uint8", [0, 255], [0, 255]],
  ["int8", [0x7f, 0x80, 0xff], [127, -128, -1]],
  ["uint16", [0, 0xffff], [0, 65535]],
  ["int16", [0x7fff, 0x8000, 0xffff], [32767, -32768, -1]],
];

describe.each(formats)("%s", (dtype, patterns, numbers) => {
  const size = (dtypes[dtype].bits ?? 0) / 8;

  test("in raw data, little-endian", () => {
    const raw = Uint8Array.from(patterns.flatMap((bits) => (size === 2 ? [bits & 255, bits >> 8] : [bits])));
    expect(read(dtype, patterns.length, [9, raw])).toEqual(numbers);
  });

  test("in int32_data, one an entry, packed or not", () => {
    expect(read(dtype, patterns.length, [5, join(...patterns.map(varint))])).toEqual(numbers);
    expect(read(dtype, patterns.length, ...patterns.map((bits): FieldOf => [5, bits]))).toEqual(numbers);
  });
});

// onnx.proto: the first element is in the lowest bits; E2M1's eight sizes are those of OCP Microscaling Formats 1.0.
const packed: readonly (readonly [DType, readonly number[], readonly number[]])[] = [
  ["uint4", [0x21, 0xf3], [1, 2, 3, 15]],
  ["int4", [0x7f, 0x08], [-1, 7, -8]],
  ["float4e2m1", [0x10, 0x32, 0x54, 0x76, 0x9f], [0, 0.5, 1, 1.5, 2, 3, 4, 6, -6, -0.5]],
  ["uint2", [0b11100100, 0b01], [0, 1, 2, 3, 1]],
  ["int2", [0b11100100], [0, 1, -2, -1]],
];

test.each(packed)("%s shares bytes, in raw data and in int32_data", (dtype, bytes, numbers) => {
  expect(read(dtype, numbers.length, [9, Uint8Array.from(bytes)])).toEqual(numbers);
  expect(read(dtype, numbers.length, [5, join(...bytes.map(varint))])).toEqual(numbers);
});

const wide: readonly (readonly [DType, FieldOf, readonly Element[]])[] = [
  ["float32", [4, new Uint8Array(new Float32Array([0.1, -inf]).buffer)], [Math.fround(0.1), -inf]],
  ["float64", [10, new Uint8Array(new Float64Array([0.1, 1e300]).buffer)], [0.1, 1e300]],
  ["int32", [5, join(varint(-1), varint(2 ** 31 - 1))], [-1, 2 ** 31 - 1]],
  ["int64", [7, join(varint(-1), varint(2n ** 53n), varint(-(2n ** 63n)))], [-1, 2n ** 53n, -(2n ** 63n)]],
  ["int64", [7, join(varint(2n ** 53n - 1n), varint(-(2n ** 53n) + 1n))], [2 ** 53 - 1, -(2 ** 53) + 1]],
  ["uint32", [11, join(varint(2 ** 32 - 1))], [2 ** 32 - 1]],
  ["uint64", [11, join(varint(2n ** 64n - 1n), varint(5))], [2n ** 64n - 1n, 5]],
  ["bool", [5, join(varint(1), varint(0))], [true, false]],
  [
    "complex64",
    [4, new Uint8Array(new Float32Array([1, 2, 3, 4]).buffer)],
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ["complex128", [10, new Uint8Array(new Float64Array([1, -2]).buffer)], [[1, -2]]],
];

test.each(wide)("%s in its typed field", (dtype, data, values) => {
  expect(read(dtype, values.length, data)).toEqual(values);
});

test.each([
  ["float32", new Float32Array([0.5, 2]), [0.5, 2]],
  ["float64", new Float64Array([0.1]), [0.1]],
  ["int32", new Int32Array([-5]), [-5]],
  ["uint32", new Uint32Array([2 ** 32 - 1]), [2 ** 32 - 1]],
  ["int64", new BigInt64Array([-7n, 2n ** 62n]), [-7, 2n ** 62n]],
  ["uint64", new BigUint64Array([2n ** 63n]), [2n ** 63n]],
  ["bool", new Uint8Array([0, 1, 2]), [false, true, true]],
  ["complex64", new Float32Array([1, 2]), [[1, 2]]],
  ["complex128", new Float64Array([3, 4]), [[3, 4]]],
] as const)("%s in raw data", (dtype, data, values) => {
  const raw = new Uint8Array(data.buffer);
  expect(read(dtype, values.length, [9, raw])).toEqual(values);
});

test("strings, and bytes where they are no UTF-8", () => {
  const bad = Uint8Array.of(0xff, 0x41);
  expect(read("string", 4, [6, "a"], [6, ""], [6, "größe"], [6, bad])).toEqual(["a", "", "größe", bad]);
});

test("every type of ONNX 1.23 reads an empty tensor", () => {
  expect(dtypeNames.map((dtype) => dtypes[dtype].onnx)).toEqual(Array.from({ length: 26 }, (_, index) => index + 1));
  for (const dtype of dtypeNames) expect(read(dtype, 0)).toEqual([]);
});

// The casts of ONNX's own test suite: the numbers of an output file follow from those of the input file where the cast
// widens, so both files must read the same.
test.each([
  "FLOAT16_to_FLOAT",
  "BFLOAT16_to_FLOAT",
  "FLOAT8E4M3FN_to_FLOAT",
  "FLOAT8E4M3FNUZ_to_FLOAT",
  "FLOAT8E5M2_to_FLOAT",
  "FLOAT8E5M2FNUZ_to_FLOAT",
  "UINT4_to_FLOAT",
  "INT4_to_FLOAT",
  "FLOAT4E2M1_to_FLOAT",
  "UINT2_to_FLOAT",
  "INT2_to_FLOAT",
  "e8m0_FLOAT8E8M0_to_FLOAT",
])("test_cast_%s: what goes in equals what comes out", (name) => {
  const folder = `onnx-node/test_cast_${name}/test_data_set_0`;
  const [input, output] = ["input_0.pb", "output_0.pb"].map((file) =>
    decodeTensorFile(readConformance(`${folder}/${file}`)),
  );
  expect(input?.diagnostics).toEqual([]);
  expect(input?.value?.values?.length).toBeGreaterThan(0);
  expect(input?.value?.values).toEqual(output?.value?.values);
});
