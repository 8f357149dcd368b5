/** Turns the stored elements of a tensor, of every ONNX element type, into JavaScript values. */
import { type DType, dtypes } from "../tensor/index.js";
import type { Integer } from "./codec/onnx-proto.js";
import { smallNumberOf } from "./element-formats.js";
import type { Complex, Element } from "./model.js";

/** The typed field (as onnx.proto names it) that a dtype's elements may be in instead of `raw_data`. */
export function typedFieldOf(
  dtype: DType,
): "float_data" | "int32_data" | "string_data" | "int64_data" | "double_data" | "uint64_data" {
  switch (dtype) {
    case "float32":
    case "complex64":
      return "float_data";
    case "float64":
    case "complex128":
      return "double_data";
    case "string":
      return "string_data";
    case "int64":
      return "int64_data";
    case "uint32":
    case "uint64":
      return "uint64_data";
    default:
      return "int32_data";
  }
}

/** How many entries of a typed field `elements` elements take: complex numbers two each, 4- and 2-bit ones share one. */
export function entriesOf(dtype: DType, elements: number): number {
  if (dtypes[dtype].kind === "complex") return 2 * elements;
  return Math.ceil(elements / packing(dtype));
}

/** How many bytes of `raw_data` `elements` elements take; `null` for strings, which cannot be raw. */
export function rawBytesOf(dtype: DType, elements: number): number | null {
  const { bits } = dtypes[dtype];
  return bits === null ? null : Math.ceil((elements * bits) / 8);
}

/** Elements that share a byte. */
export function packing(dtype: DType): number {
  const { bits } = dtypes[dtype];
  return bits !== null && bits < 8 ? 8 / bits : 1;
}

/** Elements from little-endian bytes, which must be as many as {@link rawBytesOf} says. */
export function elementsOfBytes(dtype: DType, bytes: Uint8Array, count: number): readonly Element[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const result: Element[] = new Array(count);
  const read = wideReaders[dtype];
  if (read !== undefined) {
    const size = (dtypes[dtype].bits ?? 8) / 8;
    for (let index = 0; index < count; index += 1) result[index] = read(view, index * size);
    return result;
  }
  const perByte = packing(dtype);
  const bits = 8 / perByte;
  const decode = smallNumberOf(dtype) ?? Number;
  for (let index = 0; index < count; index += 1) {
    const pattern =
      dtypes[dtype].bits === 16
        ? view.getUint16(index * 2, true)
        : view.getUint8(Math.floor(index / perByte)) >> (bits * (index % perByte));
    result[index] = decode(pattern);
  }
  return result;
}

const wideReaders: Partial<Record<DType, (view: DataView, at: number) => Element>> = {
  float32: (view, at) => view.getFloat32(at, true),
  float64: (view, at) => view.getFloat64(at, true),
  int32: (view, at) => view.getInt32(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int64: (view, at) => narrow(view.getBigInt64(at, true)),
  uint64: (view, at) => narrow(view.getBigUint64(at, true)),
  bool: (view, at) => view.getUint8(at) !== 0,
  complex64: (view, at): Complex => [view.getFloat32(at, true), view.getFloat32(at + 4, true)],
  complex128: (view, at): Complex => [view.getFloat64(at, true), view.getFloat64(at + 8, true)],
};

function narrow(value: bigint): Integer {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Elements from the entries of a typed field, which must be as many as {@link entriesOf} says. */
export function elementsOfEntries(dtype: DType, entries: readonly Integer[], count: number): readonly Element[] {
  if (dtype === "bool") return entries.map((entry) => entry !== 0);
  if (dtypes[dtype].kind === "complex") {
    return Array.from(
      { length: count },
      (_, index): Complex => [Number(entries[2 * index] ?? 0), Number(entries[2 * index + 1] ?? 0)],
    );
  }
  const decode = smallNumberOf(dtype);
  if (decode === undefined) return entries;
  const perEntry = packing(dtype);
  const bits = 8 / perEntry;
  return Array.from({ length: count }, (_, index) =>
    decode(Number(entries[Math.floor(index / perEntry)] ?? 0) >> (bits * (index % perEntry))),
  );
}
