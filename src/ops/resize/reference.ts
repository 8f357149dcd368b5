/** Resampling in plain loops, one axis after the other: the neighbours that each position mixes, and their weights (ONNX Resize). */
import { wrapAxis } from "../axis.js";
import { linesAlong } from "../lines.js";
import { defineKernel, inputOf, listOf, outputOf, realsOf, tensorOfSums } from "../reference-data.js";
import type { KernelCall } from "../reference-kernel.js";
import { sharedScale } from "./definition.js";

export interface ResizeAttributes {
  readonly antialias: number;
  readonly axes: readonly number[] | undefined;
  readonly coordinate_transformation_mode: string;
  readonly cubic_coeff_a: number;
  readonly exclude_outside: number;
  readonly extrapolation_value: number;
  readonly keep_aspect_ratio_policy: string;
  readonly mode: string;
  readonly nearest_mode: string;
}

/** One axis to resample. */
interface Axis {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
  /** Part of the axis that tf_crop_and_resize looks at, in fractions of it. */
  readonly start: number;
  readonly end: number;
}

/** What an output position is mixed from; undefined where it lies outside and is extrapolated. */
type Mix = readonly { readonly at: number; readonly weight: number }[] | undefined;

/** Where an output position lies in the input, by coordinate_transformation_mode. */
const coordinates: Readonly<Record<string, (x: number, axis: Axis) => number>> = {
  half_pixel: (x, { scale }) => (x + 0.5) / scale - 0.5,
  half_pixel_symmetric: (x, { scale, from, to }) => {
    const adjustment = to / (scale * from);
    return (from / 2) * (1 - adjustment) + (x + 0.5) / scale - 0.5;
  },
  pytorch_half_pixel: (x, { scale, to }) => (to > 1 ? (x + 0.5) / scale - 0.5 : 0),
  align_corners: (x, { from, to, scale }) => (to > 1 ? (x * (from - 1)) / (scale * from - 1) : 0),
  asymmetric: (x, { scale }) => x / scale,
  tf_half_pixel_for_nn: (x, { scale }) => (x + 0.5) / scale,
  tf_crop_and_resize: (x, { from, to, start, end }) =>
    to > 1 ? start * (from - 1) + (x * (end - start) * (from - 1)) / (to - 1) : 0.5 * (start + end) * (from - 1),
};

const roundings: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Weight of a neighbour at a distance, and how far a filter reaches (Keys, 1981, for the cubic one). */
function filterOf(mode: string, a: number): { readonly support: number; readonly weight: (x: number) => number } {
  if (mode === "linear") return { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) };
  return {
    support: 2,
    weight(distance) {
      const x = Math.abs(distance);
      if (x <= 1) return (a + 2) * x ** 3 - (a + 3) * x ** 2 + 1;
      return x < 2 ? a * x ** 3 - 5 * a * x ** 2 + 8 * a * x - 4 * a : 0;
    },
  };
}

function clamp(at: number, size: number): number {
  return Math.min(Math.max(at, 0), size - 1);
}

export function mixesOf(axis: Axis, attributes: ResizeAttributes): readonly Mix[] {
  const { mode, antialias, exclude_outside, nearest_mode, coordinate_transformation_mode: transformation } = attributes;
  const place = coordinates[transformation] ?? coordinates.half_pixel;
  const filter = filterOf(mode, attributes.cubic_coeff_a);
  // Antialiasing widens the filter when the axis shrinks.
  const narrow = antialias === 1 ? Math.min(axis.scale, 1) : 1;
  const first = Math.floor(-filter.support / narrow) + 1;
  return Array.from({ length: axis.to }, (_, position): Mix => {
    const x = place?.(position, axis) ?? 0;
    if (transformation === "tf_crop_and_resize" && (x < 0 || x > axis.from - 1)) return undefined;
    if (mode === "nearest") return [{ at: clamp(roundings[nearest_mode]?.(x) ?? 0, axis.from), weight: 1 }];
    const whole = Math.floor(x);
    const neighbours = Array.from({ length: 2 - 2 * first }, (__, i) => {
      const at = whole + first + i;
      const isOutside = at < 0 || at >= axis.from;
      const weight = exclude_outside === 1 && isOutside ? 0 : filter.weight((at - x) * narrow);
      return { at: clamp(at, axis.from), weight };
    });
    const total = neighbours.reduce((sum, { weight }) => sum + weight, 0);
    return neighbours.map(({ at, weight }) => ({ at, weight: weight / total }));
  });
}

/** The axes to resample by their index, with scale and region. */
export function axesOf(
  attributes: ResizeAttributes,
  input: { readonly shape: readonly number[] },
  output: readonly number[],
  [roi, scales, sizes]: readonly (readonly number[] | undefined)[],
): ReadonlyMap<number, Axis> {
  const rank = input.shape.length;
  const named = (attributes.axes ?? input.shape.map((_, axis) => axis)).map((axis) => wrapAxis(axis, rank));
  const ratios = named.map((axis, i) => (sizes?.[i] ?? output[axis] ?? 1) / (input.shape[axis] ?? 1));
  const policy = attributes.keep_aspect_ratio_policy;
  const shared = policy === "stretch" ? undefined : sharedScale(ratios, policy);
  return new Map(
    named.map((axis, i) => {
      const scale = scales?.[i] ?? shared ?? ratios[i] ?? 1;
      const region = { start: roi?.[i] ?? 0, end: roi?.[i + named.length] ?? 1 };
      return [axis, { from: input.shape[axis] ?? 1, to: output[axis] ?? 1, scale, ...region }];
    }),
  );
}

/** One pass over an axis: what every position is mixed from, and the shapes before and after. */
interface Pass {
  readonly index: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly mixes: readonly Mix[];
}

/** The passes of a call, one for each axis that changes, in order. */
export function passesOf(
  call: Pick<KernelCall, "inputs"> & { readonly attributes: ResizeAttributes },
  output: readonly number[],
): readonly Pass[] {
  const { attributes } = call;
  const input = inputOf(call, 0);
  const given = [1, 2, 3].map((index) => {
    const list = listOf(call, index);
    return list?.length === 0 ? undefined : list;
  });
  const passes: Pass[] = [];
  let before: readonly number[] = input.shape;
  for (const [index, axis] of axesOf(attributes, input, output, given)) {
    const isWhole = attributes.coordinate_transformation_mode !== "tf_crop_and_resize";
    if (axis.from === axis.to && axis.scale === 1 && isWhole) continue;
    const after = before.map((size, at) => (at === index ? axis.to : size));
    passes.push({ index, before, after, mixes: mixesOf(axis, attributes) });
    before = after;
  }
  return passes;
}

export const resizeReference = defineKernel<ResizeAttributes>((call) => {
  const input = inputOf(call, 0);
  const output = outputOf(call);
  let data = Float64Array.from(realsOf(input));
  let { shape } = input;
  for (const { index, before, after, mixes } of passesOf(call, output.shape)) {
    const [lines, targets] = [linesAlong(before, index), linesAlong(after, index)];
    data = mixLines(data, lines, targets, mixes, call.attributes.extrapolation_value);
    shape = after;
  }
  return [tensorOfSums({ dtype: output.dtype, shape }, data)];
});

function mixLines(
  data: Float64Array,
  lines: ReturnType<typeof linesAlong>,
  targets: ReturnType<typeof linesAlong>,
  mixes: readonly Mix[],
  outside: number,
): Float64Array<ArrayBuffer> {
  const mixed = new Float64Array(targets.length * mixes.length);
  lines.forEach(({ start, step }, index) => {
    const target = targets[index];
    if (target === undefined) return;
    mixes.forEach((mix, position) => {
      let sum = 0;
      for (const { at, weight } of mix ?? []) sum += weight * (data[start + at * step] as number);
      mixed[target.start + position * target.step] = mix === undefined ? outside : sum;
    });
  });
  return mixed;
}
