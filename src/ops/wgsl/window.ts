/** Sliding windows with every number known, lifted to a fixed number of spatial axes. */
import type { WindowAxis } from "../definition.js";
import { resolvePadding } from "../same-padding.js";
import { windowsOf } from "../window.js";

type WindowAttributes = Parameters<typeof windowsOf>[0];

/** The windows of a node over an input [N, C, ...spatial], `auto_pad` resolved. */
export function concreteWindows(
  attributes: Readonly<Record<string, unknown>>,
  kernel: readonly number[],
  input: readonly number[],
): readonly WindowAxis[] {
  const given = attributes as WindowAttributes;
  return windowsOf(given, kernel).map((window) =>
    given.auto_pad === "VALID"
      ? { ...window, padBegin: 0, padEnd: 0 }
      : resolvePadding(window, given.auto_pad, input[window.axis]),
  );
}

/** A window that leaves its axis as it is. */
const still: WindowAxis = { axis: 0, kernel: 1, stride: 1, dilation: 1, padBegin: 0, padEnd: 0 };

/** `count` axes in place of fewer: the missing ones come first, have size 1 and a window that leaves them alone. */
export function liftWindows(windows: readonly WindowAxis[], count: number): readonly WindowAxis[] {
  return [...Array.from({ length: count - windows.length }, () => still), ...windows];
}

/** The spatial sizes of [N, C, ...spatial], with leading ones up to `count`. */
export function liftSizes(shape: readonly number[], count: number): readonly number[] {
  const spatial = shape.slice(2);
  return [...new Array<number>(Math.max(count - spatial.length, 0)).fill(1), ...spatial];
}
