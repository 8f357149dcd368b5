/** What a value of the graph is: element type, shape, and (for shape data) its known elements. */
import { type Dim, text } from "../dim/index.js";
import type { DType } from "./dtype.js";

/** Sizes, outermost first; `null` where even the rank is unknown. */
export type Shape<D = Dim> = readonly D[];

/** One element of a known value; `undefined` is an element that is not known. */
export type Scalar = Dim | bigint | boolean | string | undefined;

/** Elements known before the network runs, in C order. int64 beyond 2^53 are bigint. */
export interface KnownValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly Scalar[];
}

/** Element type and shape of a tensor. */
export interface TensorType<D = Dim> {
  readonly dtype: DType;
  readonly shape: Shape<D> | null;
}

/** `[1, 3, 224, 224]`, symbolic sizes as their formulas, `[?]` for an unknown rank. */
export function shapeText(shape: Shape | null): string {
  return shape === null ? "[?]" : `[${shape.map((size) => text(size)).join(", ")}]`;
}

/** `float32[1, 3, 224, 224]`. */
export function typeText(type: TensorType): string {
  return `${type.dtype}${shapeText(type.shape)}`;
}

/** A known value of rank 1 (or 0 for a single number) over int64, the form of shapes, axes and sizes. */
export function integers(data: readonly Dim[] | number): KnownValue {
  return typeof data === "number"
    ? { dtype: "int64", shape: [], data: [data] }
    : { dtype: "int64", shape: [data.length], data };
}
