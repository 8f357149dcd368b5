/** Tensors that hold their elements, as the executors pass them around: one typed array in C order. */
import { type DType, dtypes } from "./dtype.js";

/**
 * The array that holds a tensor's elements. Numbers of less than a byte take a byte each; float16, bfloat16 and the
 * 8-bit floats are kept as the float32 numbers that they stand for; bool is 0 or 1; strings are a plain array.
 */
export type ElementArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | string[];

/** A tensor's element type and sizes, all of them known. */
export interface RunType {
  readonly dtype: DType;
  /** Sizes, outermost first. */
  readonly shape: readonly number[];
}

/** What a value holds that is no tensor. */
export type Held =
  | { readonly kind: "sequence"; readonly items: readonly RunTensor[] }
  | { readonly kind: "optional"; readonly item: RunTensor | undefined };

/** A tensor with its elements in C order; `data` has as many as the product of `shape`. */
export interface RunTensor extends RunType {
  readonly data: ElementArray;
  /** Set where the value is a sequence or an optional: it has no elements of its own then, `dtype` is that of its items. */
  readonly held?: Held;
}

/** A sequence or an optional as a value that runs. */
export function holding(dtype: DType, held: Held): RunTensor {
  return { dtype, shape: [0], data: [], held };
}

/** An array of zeros (empty strings) that holds `count` elements of a type; throws RangeError for complex types. */
export function allocateElements(dtype: DType, count: number): ElementArray {
  const { kind, bits } = dtypes[dtype];
  if (kind === "float") return dtype === "float64" ? new Float64Array(count) : new Float32Array(count);
  if (kind === "string") return new Array<string>(count).fill("");
  if (kind === "complex") throw new RangeError(`${dtype} tensors cannot be run`);
  const unsigned = kind !== "int";
  if (bits === 64) return unsigned ? new BigUint64Array(count) : new BigInt64Array(count);
  if (bits === 32) return unsigned ? new Uint32Array(count) : new Int32Array(count);
  if (bits === 16) return unsigned ? new Uint16Array(count) : new Int16Array(count);
  return unsigned ? new Uint8Array(count) : new Int8Array(count);
}
