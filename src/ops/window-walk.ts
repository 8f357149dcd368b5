/** Where sliding windows start, found by walking along the axes: no size formula is used, so that the two can be compared. */
import type { WindowAxis } from "./definition.js";
import { type AxisMap, FILL, offsetsOf, stridesOf } from "./index-map.js";
import { effectiveKernel } from "./window.js";

/**
 * Positions (negative: in the padding) where a window starts as it slides over an axis. With `ceil` (and a stride, with
 * which alone it means something) every window starts inside the input or its leading padding, and one more may
 * overhang the end if the last full one leaves elements out.
 */
export function windowStarts(size: number, window: WindowAxis, ceil = false): readonly number[] {
  const end = size + window.padEnd;
  const span = effectiveKernel(window.kernel, window.dilation);
  const starts: number[] = [];
  const beyond = ceil && window.stride > 1 ? size : end;
  let start = -window.padBegin;
  for (; start + span <= end && start < beyond; start += window.stride) starts.push(start);
  const covered = start - window.stride + span;
  if (ceil && starts.length > 0 && covered < end && start < size) starts.push(start);
  return starts;
}

/** One window: offsets of its elements within a plane of [...spatial], {@link FILL} for padding. */
export interface WindowView {
  readonly offsets: readonly number[];
  /** Elements that lie in the input or its declared padding, not beyond it. */
  readonly declared: number;
}

/** Every window over the spatial axes, in C order of the outputs, and how many there are along each axis. */
export function windowViews(
  sizes: readonly number[],
  windows: readonly WindowAxis[],
  ceil = false,
): { readonly counts: readonly number[]; readonly views: readonly WindowView[] } {
  const strides = stridesOf(sizes);
  const axes = windows.map((window, axis) => {
    const size = sizes[axis] ?? 1;
    return windowStarts(size, window, ceil).map((start) => {
      const positions = Array.from({ length: window.kernel }, (_, k) => start + k * window.dilation);
      return {
        map: positions.map((at) => (at < 0 || at >= size ? FILL : at * (strides[axis] ?? 1))),
        declared: positions.filter((at) => at < size + window.padEnd).length,
      };
    });
  });
  const views = combine(axes).map((parts) => ({
    offsets: offsetsOf(parts.map((part): AxisMap => part.map)),
    declared: parts.reduce((product, part) => product * part.declared, 1),
  }));
  return { counts: axes.map((axis) => axis.length), views };
}

/** Every choice of one element of each list, in C order. */
export function combine<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (chosen, list) => chosen.flatMap((before) => list.map((element) => [...before, element])),
    [[]],
  );
}
