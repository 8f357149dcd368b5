/** Slice in WGSL. */
import { wrapAxis } from "../axis.js";
import { sliceMaps } from "../index-map.js";
import { knownNumbers, movingKernel, unknownInput } from "../wgsl/moving-kernel.js";
import { sliceBounds } from "./bounds.js";

export const sliceKernel = movingKernel((context, shape) => {
  const [starts, ends] = [knownNumbers(context, 1), knownNumbers(context, 2)];
  const axes = knownNumbers(context, 3) ?? starts?.map((_, axis) => axis);
  if (starts === undefined || ends === undefined || axes === undefined) return unknownInput("the range");
  const steps = knownNumbers(context, 4) ?? starts.map(() => 1);
  const [from, step, count] = [shape.map(() => 0), shape.map(() => 1), [...shape]];
  for (const [i, given] of axes.entries()) {
    const axis = wrapAxis(given, shape.length);
    const bounds = sliceBounds(shape[axis] ?? 0, starts[i] ?? 0, ends[i] ?? 0, steps[i] ?? 1);
    from[axis] = Number(bounds?.start ?? 0);
    step[axis] = bounds?.step ?? 1;
    count[axis] = Number(bounds?.count ?? 0);
  }
  return { maps: sliceMaps(shape, from, step, count) };
});
