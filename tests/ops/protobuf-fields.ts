// Reads just enough of ONNX's protobuf for the data of the official node tests: tensors, sequences and optionals, independently of src/onnx.
import { type DType, dtypeNames, dtypes, type KnownValue, type Scalar } from "../../src/tensor/index.js";

type Field = { readonly number: number; readonly varint: bigint; readonly bytes: Uint8Array };

const empty = new Uint8Array(0);

/** The fields of one message in order; fixed-width numbers arrive as their bytes. */
function readFields(message: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  let at = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = Number(readVarint());
    const wire = tag & 7;
    if (wire === 0) {
      fields.push({ number: tag >> 3, varint: BigInt.asIntN(64, readVarint()), bytes: empty });
      continue;
    }
    const length = wire === 2 ? Number(readVarint()) : wire === 5 ? 4 : 8;
    fields.push({ number: tag >> 3, varint: 0n, bytes: message.subarray(at, at + length) });
    at += length;
  }
  return fields;
}

function readPacked(bytes: Uint8Array): readonly bigint[] {
  // A packed list is a message without tags: every byte above 127 continues a number.
  const numbers: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte < 128) {
      numbers.push(BigInt.asIntN(64, value));
      value = 0n;
      shift = 0n;
    }
  }
  return numbers;
}

const all = (fields: readonly Field[], number: number) => fields.filter((field) => field.number === number);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const integersOf = (fields: readonly Field[]): readonly bigint[] =>
  fields.flatMap(({ bytes, varint }) => (bytes.length > 0 ? readPacked(bytes) : [varint]));

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function floatsOf(bytes: Uint8Array): readonly number[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => viewOf(bytes).getFloat32(4 * i, true));
}

/** IEEE half precision. */
function halfOf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const toNumber = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

/** Elements of the types whose bytes are whole; others have unknown elements. */
const readers: Readonly<
  Partial<Record<DType, readonly [bytes: number, read: (view: DataView, at: number) => Scalar]>>
> = {
  float32: [4, (view, at) => view.getFloat32(at, true)],
  float64: [8, (view, at) => view.getFloat64(at, true)],
  float16: [2, (view, at) => halfOf(view.getUint16(at, true))],
  bfloat16: [2, (view, at) => floatsOf(new Uint8Array([0, 0, view.getUint8(at), view.getUint8(at + 1)]))[0]],
  int8: [1, (view, at) => view.getInt8(at)],
  uint8: [1, (view, at) => view.getUint8(at)],
  int16: [2, (view, at) => view.getInt16(at, true)],
  uint16: [2, (view, at) => view.getUint16(at, true)],
  int32: [4, (view, at) => view.getInt32(at, true)],
  uint32: [4, (view, at) => view.getUint32(at, true)],
  int64: [8, (view, at) => toNumber(view.getBigInt64(at, true))],
  uint64: [8, (view, at) => toNumber(view.getBigUint64(at, true))],
  bool: [1, (view, at) => view.getUint8(at) !== 0],
};

/** A TensorProto; elements are unknown for types that are not read here. */
function readTensor(bytes: Uint8Array): KnownValue {
  const fields = readFields(bytes);
  const shape = integersOf(all(fields, 1)).map(Number);
  const type = Number(all(fields, 2)[0]?.varint ?? 1n);
  const dtype = dtypeNames.find((name) => dtypes[name].onnx === type) ?? "float32";
  const count = shape.reduce((product, size) => product * size, 1);
  const unknown = Array.from({ length: count }, () => undefined);
  const raw = all(fields, 9)[0]?.bytes;
  const reader = readers[dtype];
  if (raw !== undefined) {
    if (reader === undefined) return { dtype, shape, data: unknown };
    const [width, read] = reader;
    return { dtype, shape, data: unknown.map((_, i) => read(viewOf(raw), i * width)) };
  }
  const strings = all(fields, 6).map(({ bytes: text }) => textOf(text));
  const floats = all(fields, 4).flatMap(({ bytes: list }) => floatsOf(list));
  const integers = [...integersOf(all(fields, 5)), ...integersOf(all(fields, 7)), ...integersOf(all(fields, 11))];
  if (dtype === "string") return { dtype, shape, data: strings };
  if (dtype === "float32") return { dtype, shape, data: count === 0 ? [] : floats };
  if (reader === undefined || integers.length !== count || dtype.includes("float"))
    return { dtype, shape, data: unknown };
  return { dtype, shape, data: integers.map((value) => (dtype === "bool" ? value !== 0n : toNumber(value))) };
}

/** What a test's file holds: a tensor, a sequence of such values, or an optional one. */
export type Stored =
  | { readonly kind: "tensor"; readonly value: KnownValue }
  | { readonly kind: "sequence"; readonly items: readonly Stored[] }
  | { readonly kind: "optional"; readonly item: Stored | undefined };

/** A SequenceProto: tensors in field 3, sequences in 5, optionals in 7. */
function readSequence(bytes: Uint8Array): Stored {
  return { kind: "sequence", items: readParts(readFields(bytes)) };
}

/** An OptionalProto has the same fields, with one value at most. */
function readOptional(bytes: Uint8Array): Stored {
  return { kind: "optional", item: readParts(readFields(bytes))[0] };
}

function readParts(fields: readonly Field[]): readonly Stored[] {
  return [
    ...all(fields, 3).map(({ bytes }): Stored => ({ kind: "tensor", value: readTensor(bytes) })),
    ...all(fields, 5).map(({ bytes }) => readSequence(bytes)),
    ...all(fields, 7).map(({ bytes }) => readOptional(bytes)),
  ];
}

/** The content of an `input_N.pb` or `output_N.pb`, by the message that the index says it holds. */
export function readStored(bytes: Uint8Array, proto: string): Stored {
  if (proto === "SequenceProto") return readSequence(bytes);
  if (proto === "OptionalProto") return readOptional(bytes);
  return { kind: "tensor", value: readTensor(bytes) };
}
