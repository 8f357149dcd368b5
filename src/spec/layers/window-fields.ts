/** The sliding window of convolutions and pooling: its fields, and the operator attributes they become. */
import type { AttributeValue } from "../../graph/index.js";
import { type Padding, padding, perAxis, requiredOrDefault, withFallback } from "../field.js";

export type Rank = 1 | 2 | 3;

const axisNames = { 1: "[length]", 2: "[height, width]", 3: "[depth, height, width]" } as const;

/** Kernel, stride, padding and dilation over this many spatial axes. */
export function windowFields(rank: Rank) {
  const ones: readonly number[] = Array.from({ length: rank }, () => 1);
  const list = axisNames[rank];
  return {
    kernel: requiredOrDefault(perAxis(rank, `window.kernel ${list}`)),
    stride: withFallback(perAxis(rank, `window.stride ${list}`), ones),
    padding: padding(rank),
    dilation: withFallback(perAxis(rank, `window.dilation ${list}`), ones),
  } as const;
}

export interface Window {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: Padding;
  readonly dilation: readonly number[];
}

const areOnes = (numbers: readonly number[]): boolean => numbers.every((n) => n === 1);

/**
 * The attributes of a window. At stride 1 `same` is a fixed padding: (kernel - 1)·dilation in all, the greater half
 * behind, as ONNX's SAME_UPPER has it.
 */
export function windowAttributes({ kernel, stride, padding: pads, dilation }: Window): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = { kernel_shape: kernel };
  if (!areOnes(stride)) attributes.strides = stride;
  if (!areOnes(dilation)) attributes.dilations = dilation;
  if (pads === "same" && !areOnes(stride)) {
    attributes.auto_pad = "SAME_UPPER";
    return attributes;
  }
  const sides = pads === "same" ? kernel.map((size, axis) => halves((size - 1) * (dilation[axis] ?? 1))) : pads;
  if (sides.some(([before, after]) => before > 0 || after > 0)) {
    attributes.pads = [...sides.map(([before]) => before), ...sides.map(([, after]) => after)];
  }
  return attributes;
}

function halves(total: number): readonly [number, number] {
  const before = Math.floor(total / 2);
  return [before, total - before];
}
