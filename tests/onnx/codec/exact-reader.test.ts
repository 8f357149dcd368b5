// The codec's reader gives 64-bit integers exactly, and the same text with and without Node's Buffer.
import fc from "fast-check";
import { expect, test } from "vitest";
import { ExactReader } from "../../../src/onnx/codec/exact-reader.js";
import { message, varint } from "../message.js";

/** A number where it is exact, as the reader gives it. */
const narrow = (value: bigint): number | bigint =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;

test.each([
  0n,
  127n,
  128n,
  2n ** 28n - 1n,
  2n ** 28n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  -1n,
  -(2n ** 53n),
  -(2n ** 63n),
])("int64 %s", (value) => {
  const reader = new ExactReader(varint(value));
  expect(reader.int64()).toBe(narrow(value));
  expect(reader.pos).toBe(reader.len);
});

test("every int64 and uint64", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      expect(new ExactReader(varint(value)).int64()).toBe(narrow(value));
      const unsigned = BigInt.asUintN(64, value);
      expect(new ExactReader(varint(unsigned)).uint64()).toBe(narrow(unsigned));
    }),
  );
});

test("text reads the same where there is no Buffer, as in a browser", () => {
  const { Buffer: nodeBuffer } = globalThis;
  const texts = ["", "a", "größe", "/encoder/layers/".repeat(9), "\u{1f600}"];
  const read = (): readonly string[] =>
    texts.map((text) => {
      const reader = new ExactReader(message([1, text]));
      reader.uint32();
      return reader.string();
    });
  expect(read()).toEqual(texts);
  try {
    Reflect.deleteProperty(globalThis, "Buffer");
    expect(read()).toEqual(texts);
  } finally {
    globalThis.Buffer = nodeBuffer;
  }
});
