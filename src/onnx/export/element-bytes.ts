/** Little-endian bytes of elements, as `raw_data` has them. */
import { type DType, dtypes, type Scalar } from "../../tensor/index.js";
import { smallNumberOf } from "../element-formats.js";
import { packing, rawBytesOf } from "../elements.js";

type Write = (view: DataView, at: number, value: number | bigint) => void;

const whole =
  (write: (view: DataView, at: number, value: bigint) => void): Write =>
  (view, at, value) =>
    write(view, at, BigInt(value));

const real =
  (write: (view: DataView, at: number, value: number) => void): Write =>
  (view, at, value) =>
    write(view, at, Number(value));

const writers: Readonly<Partial<Record<DType, Write>>> = {
  float32: real((view, at, value) => view.setFloat32(at, value, true)),
  float64: real((view, at, value) => view.setFloat64(at, value, true)),
  float16: real((view, at, value) => view.setUint16(at, float16Bits(value), true)),
  bfloat16: real((view, at, value) => view.setUint16(at, bfloat16Bits(value), true)),
  int8: real((view, at, value) => view.setInt8(at, value)),
  uint8: real((view, at, value) => view.setUint8(at, value)),
  bool: real((view, at, value) => view.setUint8(at, value === 0 ? 0 : 1)),
  int16: real((view, at, value) => view.setInt16(at, value, true)),
  uint16: real((view, at, value) => view.setUint16(at, value, true)),
  int32: real((view, at, value) => view.setInt32(at, value, true)),
  uint32: real((view, at, value) => view.setUint32(at, value, true)),
  int64: whole((view, at, value) => view.setBigInt64(at, value, true)),
  uint64: whole((view, at, value) => view.setBigUint64(at, value, true)),
};

const scratch = new DataView(new ArrayBuffer(4));

/** Rounded to nearest, ties to even (IEEE 754); what is too large becomes infinity. */
function float16Bits(value: number): number {
  const size = Math.abs(value);
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65_520) return sign | 0x7c00;
  // Subnormal numbers are multiples of 2^-24; others have 10 bits behind the first.
  const exponent = size < 2 ** -14 ? -14 : Math.floor(Math.log2(size));
  const unit = 2 ** (exponent - 10);
  const steps = roundToEven(size / unit);
  return sign | (exponent === -14 ? steps : ((exponent + 14) << 10) + steps);
}

function roundToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** The upper half of the float32, rounded to nearest, ties to even. */
function bfloat16Bits(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** Whether elements of this type can be written. */
export function isWritable(dtype: DType): boolean {
  return writers[dtype] !== undefined || isPacked(dtype);
}

/** Formats of at most 8 bits that have no writer: what each pattern stands for is turned round. */
function isPacked(dtype: DType): boolean {
  return (dtypes[dtype].bits ?? 64) <= 8 && smallNumberOf(dtype) !== undefined;
}

/** A number as a key: 0 and -0 are two. */
const keyOf = (value: number): number | string => (Object.is(value, -0) ? "-0" : value);

function packScalars(dtype: DType, data: readonly Scalar[]): Uint8Array | undefined {
  const decode = smallNumberOf(dtype);
  const perByte = packing(dtype);
  const width = 8 / perByte;
  if (decode === undefined) return undefined;
  const patterns = new Map<number | string, number>();
  for (let pattern = 2 ** width - 1; pattern >= 0; pattern -= 1) patterns.set(keyOf(decode(pattern)), pattern);
  const bytes = new Uint8Array(Math.ceil(data.length / perByte));
  for (const [index, element] of data.entries()) {
    const pattern = typeof element === "number" ? patterns.get(keyOf(element)) : undefined;
    if (pattern === undefined) return undefined;
    const at = Math.floor(index / perByte);
    bytes[at] = (bytes[at] ?? 0) | (pattern << (width * (index % perByte)));
  }
  return bytes;
}

/** The bytes of known elements; undefined where one is not a plain number, or for a type that is not written. */
export function bytesOfScalars(dtype: DType, data: readonly Scalar[]): Uint8Array | undefined {
  const write = writers[dtype];
  if (write === undefined) return packScalars(dtype, data);
  const bytes = new Uint8Array(rawBytesOf(dtype, data.length) ?? 0);
  const view = new DataView(bytes.buffer);
  const width = bytes.length / Math.max(1, data.length);
  for (const [index, element] of data.entries()) {
    const value = typeof element === "boolean" ? Number(element) : element;
    if (typeof value !== "number" && typeof value !== "bigint") return undefined;
    write(view, index * width, value);
  }
  return bytes;
}

/** The bytes of drawn elements. Those of float32 share the memory of `piece` (engines for JavaScript are little-endian). */
export function bytesOfFloats(dtype: DType, piece: Float32Array): Uint8Array {
  if (dtype === "float32") return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
  return bytesOfScalars(dtype, [...piece]) ?? new Uint8Array(0);
}
