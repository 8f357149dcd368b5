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

/** Element type and shape of a tensor; or of the tensors in a container, whose own shape is `null`. */
export interface TensorType<D = Dim> {
  readonly dtype: DType;
  readonly shape: Shape<D> | null;
  /** Set where the value is no tensor but holds some; `dtype` is then that of the innermost tensor. */
  readonly container?: Container<D> | undefined;
}

/** One tensor of a sequence, with its elements where they are known. */
export interface Item<D = Dim> extends TensorType<D> {
  readonly value?: KnownValue | undefined;
}

/** What the items of a sequence have in common: `null` where they differ, in one size or even in their ranks. */
export interface ElementType<D = Dim> {
  readonly dtype: DType;
  readonly shape: readonly (D | null)[] | null;
  readonly container?: Container<D> | undefined;
}

/** A value that holds others (ONNX sequence, optional, map). */
export type Container<D = Dim> =
  | {
      readonly kind: "sequence";
      readonly element: ElementType<D>;
      /** `null` where not even a symbol stands for it. */
      readonly length: D | null;
      /** The items one by one, where their number is known. */
      readonly items?: readonly Item<D>[] | undefined;
    }
  | {
      readonly kind: "optional";
      readonly element: Item<D>;
      /** Whether it holds something, where that is known. */
      readonly isPresent?: boolean | undefined;
    }
  | { readonly kind: "map"; readonly key: DType; readonly element: TensorType<D> };

/** `[1, 3, 224, 224]`, symbolic sizes as their formulas, `[?]` for an unknown rank. */
export function shapeText(shape: Shape | null): string {
  return shape === null ? "[?]" : `[${shape.map((size) => text(size)).join(", ")}]`;
}

/** `float32[1, 3, 224, 224]`; a container around it as `sequence(float32[?])`. */
export function typeText(type: ElementType): string {
  const { container, shape } = type;
  if (container?.kind === "map") return `map(${container.key}, ${typeText(container.element)})`;
  if (container !== undefined) return `${container.kind}(${typeText(container.element)})`;
  const sizes = shape === null ? "?" : shape.map((size) => (size === null ? "?" : text(size))).join(", ");
  return `${type.dtype}[${sizes}]`;
}

/** A known value of rank 1 (or 0 for a single number) over int64, the form of shapes, axes and sizes. */
export function integers(data: readonly Dim[] | number): KnownValue {
  return typeof data === "number"
    ? { dtype: "int64", shape: [], data: [data] }
    : { dtype: "int64", shape: [data.length], data };
}
