/** The lines of a tensor along one axis: what softmax, running sums, extremes and sorting walk over. */
import { elementCount } from "./index-map.js";

export interface Line {
  /** Offset of the first element. */
  readonly start: number;
  /** How far its elements are apart. */
  readonly step: number;
  readonly length: number;
}

/** Every line along an axis, in C order of the other axes. */
export function linesAlong(shape: readonly number[], axis: number): readonly Line[] {
  const length = shape[axis] ?? 1;
  const [outer, step] = [elementCount(shape.slice(0, axis)), elementCount(shape.slice(axis + 1))];
  return Array.from({ length: outer * step }, (_, i) => ({
    start: Math.floor(i / step) * length * step + (i % step),
    step,
    length,
  }));
}

/** Offsets of a line's elements, in order. */
export function offsetsAlong({ start, step, length }: Line): readonly number[] {
  return Array.from({ length }, (_, i) => start + i * step);
}
