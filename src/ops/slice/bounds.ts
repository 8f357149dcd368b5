/** Where a slice along one axis starts and how many elements it takes (ONNX Slice, numpy's slices). */
import { add, ceilDiv, type Dim, isAtLeast, max, min, neg, sub } from "../../dim/index.js";

/** From here on a bound means "to the end": exporters write INT32_MAX or INT64_MAX (ONNX Slice says so). */
const toTheEnd = 2 ** 31 - 1;

export interface SliceBounds {
  readonly start: Dim;
  readonly step: number;
  readonly count: Dim;
}

/** Bounds along an axis of `size`; undefined where the sign of a symbolic bound is not decided. */
export function sliceBounds(size: Dim, from: Dim, to: Dim, step: number): SliceBounds | undefined {
  const last = step > 0 ? size : sub(size, 1);
  const start = resolveBound(size, from, 0, last);
  const end = resolveBound(size, to, step > 0 ? 0 : -1, last);
  if (start === undefined || end === undefined) return undefined;
  const length = step > 0 ? sub(end, start) : sub(start, end);
  const stride = Math.abs(step);
  const count = stride === 1 ? length : ceilDiv(length, stride);
  return { start, step, count: isAtLeast(length, 0) ? count : max(count, 0) };
}

/** A bound counted from the end where it is negative, then kept between `least` and `most`. */
function resolveBound(size: Dim, bound: Dim, least: number, most: Dim): Dim | undefined {
  if (typeof bound === "number") {
    if (bound >= toTheEnd) return most;
    if (bound <= -toTheEnd) return least;
  }
  if (isAtLeast(bound, 0)) return min(bound, most);
  if (isAtLeast(neg(bound), 1)) return max(add(size, bound), least);
  return undefined;
}
