/** Resamples axes to given sizes or by given scales (ONNX Resize; Upsample is its older form). */
import { type Dim, isEqual } from "../../dim/index.js";
import { oneOf, optional, withDefault } from "../attribute.js";
import { resolveAxes, wrapAxis } from "../axis.js";
import {
  type AnyRuleContext,
  defineOperator,
  type NodeCost,
  type ReachInput,
  type RuleContext,
  Uncountable,
} from "../definition.js";
import { perElement } from "../elements.js";
import { readNumbers, readPartialDims } from "../known-value.js";

const attributes = {
  antialias: withDefault("int", 0),
  axes: optional("ints"),
  coordinate_transformation_mode: oneOf(
    "half_pixel",
    "half_pixel_symmetric",
    "pytorch_half_pixel",
    "align_corners",
    "asymmetric",
    "tf_half_pixel_for_nn",
    "tf_crop_and_resize",
  ),
  cubic_coeff_a: withDefault("float", -0.75),
  exclude_outside: withDefault("int", 0),
  extrapolation_value: withDefault("float", 0),
  keep_aspect_ratio_policy: oneOf("stretch", "not_larger", "not_smaller"),
  mode: oneOf("nearest", "linear", "cubic"),
  nearest_mode: oneOf("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"),
} as const;

/** Input neighbours per axis that one output is mixed from. */
const taps: Readonly<Record<string, number>> = { nearest: 1, linear: 2, cubic: 4 };

/** A scale p/2^q with a p up to this multiplies sizes exactly, as fractions do; others round as float32 does. */
const exactNumerator = 4096;

/** p and 2^q with scale = p/2^q; undefined where p is large, as for 0.7. */
function smallFraction(scale: number): readonly [numerator: number, denominator: number] | undefined {
  for (let denominator = 1; denominator <= exactNumerator; denominator *= 2) {
    const numerator = scale * denominator;
    if (numerator > exactNumerator) return undefined;
    if (Number.isInteger(numerator)) return [numerator, denominator];
  }
  return undefined;
}

/** floor(size · scale) in float32 arithmetic (ONNX Resize). */
function scaledSize<D>(c: AnyRuleContext<D>, size: D, scale: number): D {
  const a = c.algebra;
  const fraction = smallFraction(scale);
  if (fraction !== undefined) {
    const [numerator, denominator] = fraction;
    const multiple = numerator === 1 ? size : a.mul(size, a.of(numerator));
    return denominator === 1 ? multiple : a.floorDiv(multiple, a.of(denominator));
  }
  const rounded = ([n = 0]: readonly number[]) => Math.floor(Math.fround(n * scale));
  const print = ([text = ""]: readonly string[]) => `floor(${text}·${Number(scale.toPrecision(7))})`;
  return a.of(c.scope.opaque(`scaled by ${scale}`, [a.dim(size)], rounded, { min: 0, print }));
}

/** Sizes under a policy that keeps the aspect ratio: one scale for all resized axes, sizes rounded half up. */
function keepRatio(sizes: readonly number[], input: readonly number[], policy: string): readonly number[] {
  const scale = sharedScale(
    sizes.map((size, i) => size / (input[i] ?? 1)),
    policy,
  );
  return input.map((size) => Math.floor(scale * size + 0.5));
}

/** The one scale of all resized axes under a policy that keeps the aspect ratio. */
export function sharedScale(scales: readonly number[], policy: string): number {
  return policy === "not_larger" ? Math.min(...scales) : Math.max(...scales);
}

function isGiven<D>(c: AnyRuleContext<D>, index: number): boolean {
  const shape = c.inputs[index]?.shape;
  if (c.inputs[index] === undefined || shape === undefined) return false;
  return shape === null || shape[0] === undefined || c.algebra.dim(shape[0]) !== 0;
}

function resizedSizes<D>(c: RuleContext<typeof attributes, D>, x: readonly D[], axes: readonly number[]): readonly D[] {
  const a = c.algebra;
  const fresh = (axis: number) => c.freshSize(0, axis, "the new size is not known");
  const old = axes.map((axis) => x[axis] as D);
  if (isGiven(c, 3)) {
    const sizes = readPartialDims(c, 3);
    requireLength(c, "sizes", sizes, axes);
    const policy = c.attributes.keep_aspect_ratio_policy;
    if (policy === "stretch") {
      return axes.map((axis, i) => {
        const size = sizes?.[i];
        return size === undefined ? fresh(axis) : a.of(size);
      });
    }
    const input = old.map((size) => a.dim(size));
    const plain = sizes?.every((size) => typeof size === "number") && input.every((size) => typeof size === "number");
    if (!plain) return axes.map(fresh);
    return keepRatio(sizes as readonly number[], input as readonly number[], policy).map((size) => a.of(size));
  }
  if (!isGiven(c, 2)) c.fail("shape/invalid", { op: c.op, reason: "either scales or sizes must be given" });
  const scales = readNumbers(c, 2);
  requireLength(c, "scales", scales, axes);
  return axes.map((axis, i) => {
    const scale = scales?.[i];
    if (scale === undefined) return fresh(axis);
    if (!(scale > 0))
      c.fail("shape/invalid", { op: c.op, reason: `the scale along axis ${axis} is ${scale}; it must be positive` });
    return scale === 1 ? (old[i] as D) : scaledSize(c, old[i] as D, scale);
  });
}

function requireLength<D>(
  c: AnyRuleContext<D>,
  name: string,
  list: readonly unknown[] | undefined,
  axes: readonly number[],
): void {
  if (list === undefined || list.length === axes.length) return;
  c.fail("shape/invalid", { op: c.op, reason: `${name} has ${list.length} elements for ${axes.length} axes` });
}

export const resize = defineOperator({
  op: "Resize",
  since: 19,
  attributes,
  inputs: [
    { name: "X" },
    { name: "roi", role: "control", optional: true },
    { name: "scales", role: "control", optional: true },
    { name: "sizes", role: "control", optional: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const x = c.shape(0);
    const axes = resolveAxes(c, c.attributes.axes ?? x.map((_, axis) => axis), x.length);
    const sizes = resizedSizes(c, x, axes);
    return [{ dtype: c.input(0).dtype, shape: x.map((size, axis) => sizes[axes.indexOf(axis)] ?? size) }];
  },
  /**
   * Each output is a weighted sum of 2 (linear) or 4 (cubic) neighbours along each resized axis: as many
   * multiplications, one addition fewer. The weights depend on the position alone and are not counted.
   */
  cost(c): NodeCost {
    const { mode, antialias } = c.attributes;
    const neighbours = taps[mode] ?? 1;
    if (neighbours === 1) return {};
    if (antialias === 1) throw new Uncountable("antialiasing widens the windows with the scale");
    const [before, after] = [c.inputShape(0), c.outputShape(0)];
    const resized = after.filter((size, axis) => isEqual(size, before[axis] as Dim) !== true).length;
    if (resized === 0) return {};
    return { flops: { "element-wise": perElement(after, 2 * neighbours ** resized - 1) } };
  },
  /** Whole scales spread every input over `scale` outputs, and over neighbours when interpolating. */
  reach({ axes, mode }, inputs) {
    const shape = inputs[0]?.shape;
    if (!shape) return "global";
    const named = (axes ?? shape.map((_, axis) => axis)).map((axis) => wrapAxis(axis, shape.length));
    const neighbours = taps[mode] ?? 1;
    const windows = named.flatMap((axis, i) => {
      const scale = wholeScale(inputs, shape[axis], i);
      if (scale === 1) return [];
      const padBegin = (neighbours > 1 ? (neighbours - 1) / 2 : 0) * (scale ?? 1);
      return [scale && { axis, kernel: neighbours * scale, stride: scale, dilation: 1, padBegin, padEnd: padBegin }];
    });
    return windows.every((window) => typeof window === "object") ? { windows, transposed: true } : "global";
  },
});

/** The factor by which an axis grows, where it is a whole number known from scales or sizes. */
function wholeScale(inputs: readonly (ReachInput | undefined)[], size: Dim | undefined, i: number): number | undefined {
  const scale = inputs[2]?.value?.data[i];
  const wanted = inputs[3]?.value?.data[i];
  const factor = typeof wanted === "number" && typeof size === "number" ? wanted / size : scale;
  return typeof factor === "number" && Number.isInteger(factor) && factor > 0 ? factor : undefined;
}
