/** The padding that `auto_pad` SAME stands for at a given input size. */
import type { Dim } from "../dim/index.js";
import type { WindowAxis } from "./definition.js";

/**
 * The window with its true padding. SAME pads (ceil(n/stride) - 1)·stride + k - n positions in all (ONNX Conv), the odd
 * one at the end for SAME_UPPER; for a symbolic n that is a multiple of the stride, max(k - stride, 0).
 */
export function resolvePadding(window: WindowAxis, autoPad: unknown, size: Dim | undefined): WindowAxis {
  if (autoPad !== "SAME_UPPER" && autoPad !== "SAME_LOWER") return window;
  const { kernel, dilation, stride } = window;
  const span = (kernel - 1) * dilation + 1;
  const needed = typeof size === "number" ? (Math.ceil(size / stride) - 1) * stride + span - size : span - stride;
  const total = Math.max(0, needed);
  const smaller = Math.floor(total / 2);
  return autoPad === "SAME_UPPER"
    ? { ...window, padBegin: smaller, padEnd: total - smaller }
    : { ...window, padBegin: total - smaller, padEnd: smaller };
}
