/** Gradient of resampling: every slope goes back to what its element was mixed from, axis by axis in reverse. */
import { defineGradient, gradientOf } from "../gradient-kernel.js";
import { elementCount } from "../index-map.js";
import { linesAlong } from "../lines.js";
import type { Reals } from "../reference-data.js";
import { passesOf, type ResizeAttributes } from "./reference.js";

export const resizeGradient = defineGradient<ResizeAttributes>((call) => {
  let from: Reals = gradientOf(call);
  for (const { index, before, after, mixes } of [...passesOf(call, call.outputs[0]?.shape ?? [])].reverse()) {
    const to = new Float64Array(elementCount(before));
    const targets = linesAlong(after, index);
    linesAlong(before, index).forEach(({ start, step }, line) => {
      const target = targets[line];
      if (target === undefined) return;
      mixes.forEach((mix, position) => {
        const slope = from[target.start + position * target.step] as number;
        for (const { at, weight } of mix ?? []) {
          to[start + at * step] = (to[start + at * step] as number) + weight * slope;
        }
      });
    });
    from = to;
  }
  return [from];
});
