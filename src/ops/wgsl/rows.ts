/** Iteration over rows: groups of elements that share a sum, a maximum, statistics; along whatever axes. */
import { stridesOf } from "../index-map.js";
import { broadcastStrides, indexCode, mergeAxes } from "./strides.js";

export interface Rows {
  /** Rows, and elements of each. */
  readonly count: number;
  readonly length: number;
  /** Offset of the row `i` in the tensor and, by position, in the tensors beside it. */
  readonly base: readonly string[];
  /** Offset of the element `j` within its row. */
  readonly element: readonly string[];
  readonly uniforms: Readonly<Record<string, number>>;
}

/**
 * Rows of `shape` along `axes`; `beside` are shapes that broadcast to it. Rows are numbered in C order of the axes that
 * are left, elements in that of `axes`.
 */
export function rowsOf(
  shape: readonly number[],
  axes: readonly number[],
  beside: readonly (readonly number[])[] = [],
): Rows {
  const operands = [stridesOf(shape), ...beside.map((other) => broadcastStrides(other, shape))];
  const pick = (isWanted: (axis: number) => boolean) => {
    const picked = shape.flatMap((size, axis) =>
      isWanted(axis) ? [{ size, strides: operands.map((strides) => strides[axis] ?? 0) }] : [],
    );
    return picked.length > 0 ? picked : [{ size: 1, strides: operands.map(() => 0) }];
  };
  const kept = pick((axis) => !axes.includes(axis));
  const joined = pick((axis) => axes.includes(axis));
  const row = indexCode(mergeAxes(kept), "i", "row");
  const element = indexCode(mergeAxes(joined), "j", "element");
  const length = joined.reduce((product, { size }) => product * size, 1);
  return {
    count: kept.reduce((product, { size }) => product * size, 1),
    length,
    base: row.offsets,
    element: element.offsets,
    uniforms: { ...row.uniforms, ...element.uniforms, length },
  };
}

/** A loop over the elements of the row `i`, each as `x`. */
export function eachElement({ element }: Rows, body: string): string {
  return `for (var j = 0u; j < U.length; j++) { let x = X[base + ${element[0]}]; ${body} }`;
}
