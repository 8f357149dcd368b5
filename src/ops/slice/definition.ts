/** Cuts ranges out of axes (ONNX Slice). */
import { resolveAxes, wrapAxis } from "../axis.js";
import { type AnyRuleContext, defineOperator, type Reach, type ReachInput } from "../definition.js";
import { sliceMaps } from "../index-map.js";
import { moveValue, readDims, readLength, readNumbers } from "../known-value.js";
import { type SliceBounds, sliceBounds } from "./bounds.js";

type Cut = SliceBounds | "whole" | "unknown";

/** What happens to each axis. */
function cutsOf<D>(c: AnyRuleContext<D>, x: readonly D[]): readonly Cut[] {
  const cuts = x.map((): Cut => "whole");
  const starts = readDims(c, 1);
  const ends = readDims(c, 2);
  const length = starts?.length ?? ends?.length ?? readLength(c, 1);
  const named = c.inputs[3] === undefined ? Array.from({ length: length ?? 0 }, (_, i) => i) : readNumbers(c, 3);
  const steps = c.inputs[4] === undefined ? named?.map(() => 1) : readNumbers(c, 4);
  if (length === undefined || named === undefined) return cuts.map(() => "unknown");
  const axes = resolveAxes(c, named, x.length);
  for (const [name, list] of Object.entries({ starts, ends, axes, steps })) {
    if (list !== undefined && list.length !== length) {
      c.fail("shape/invalid", { op: c.op, reason: `${name} has ${list.length} elements, starts has ${length}` });
    }
  }
  axes.forEach((axis, i) => {
    const [from, to, step] = [starts?.[i], ends?.[i], steps?.[i]];
    if (step === 0) c.fail("shape/invalid", { op: c.op, reason: `the step along axis ${axis} is 0` });
    const known = from !== undefined && to !== undefined && step !== undefined;
    const size = c.algebra.dim(x[axis] as D);
    cuts[axis] = (known ? sliceBounds(size, from, to, step) : undefined) ?? "unknown";
  });
  return cuts;
}

function cutSize<D>(c: AnyRuleContext<D>, size: D, axis: number, cut: Cut): D {
  if (cut === "whole") return size;
  const whole = c.algebra.dim(size);
  if (cut === "unknown") {
    const bounds = typeof whole === "number" ? { max: whole } : {};
    return c.freshSize(0, axis, "the bounds of the slice are not known", bounds);
  }
  return cut.count === whole ? size : c.algebra.of(cut.count);
}

/** Along spatial axes a slice is a window of one element that starts later: padding below zero. */
function reachOf(inputs: readonly (ReachInput | undefined)[]): Reach {
  const shape = inputs[0]?.shape;
  const [starts, ends] = [inputs[1]?.value?.data, inputs[2]?.value?.data];
  if (!shape || starts === undefined || ends === undefined) return "global";
  const axes = inputs[3] === undefined ? starts.map((_, i) => i) : inputs[3].value?.data;
  const steps = inputs[4] === undefined ? starts.map(() => 1) : inputs[4].value?.data;
  if (axes === undefined || steps === undefined) return "global";
  const windows = axes.map((named, i) => {
    const [from, to, step] = [starts[i], ends[i], steps[i]];
    if (typeof named !== "number" || typeof from !== "number" || typeof step !== "number") return undefined;
    const axis = wrapAxis(named, shape.length);
    const end = typeof to === "number" ? to : Number.MAX_SAFE_INTEGER;
    const size = shape[axis];
    const cut = size === undefined ? undefined : sliceBounds(size, from, end, step);
    if (cut === undefined || typeof cut.start !== "number" || step < 1) return undefined;
    return { axis, kernel: 1, stride: step, dilation: 1, padBegin: 0 - cut.start, padEnd: 0 };
  });
  return windows.every((window) => window !== undefined) ? { windows } : "global";
}

export const slice = defineOperator({
  op: "Slice",
  since: 13,
  attributes: {},
  inputs: [
    { name: "data" },
    { name: "starts", role: "control" },
    { name: "ends", role: "control" },
    { name: "axes", role: "control", optional: true },
    { name: "steps", role: "control", optional: true },
  ],
  outputs: ["output"],
  infer(c) {
    const x = c.shape(0);
    const { dtype, value } = c.input(0);
    const cuts = cutsOf(c, x);
    const shape = x.map((size, axis) => cutSize(c, size, axis, cuts[axis] ?? "whole"));
    const starts = cuts.map((cut) => (typeof cut === "object" ? cut.start : 0));
    const isPlain = starts.every((start) => typeof start === "number") && !cuts.includes("unknown");
    if (value === undefined || !isPlain) return [{ dtype, shape }];
    const steps = cuts.map((cut) => (typeof cut === "object" ? cut.step : 1));
    const moved = moveValue(c, value, shape, (count) => sliceMaps(value.shape, starts, steps, count));
    return [{ dtype, shape, value: moved }];
  },
  reach: (_, inputs) => reachOf(inputs),
});
