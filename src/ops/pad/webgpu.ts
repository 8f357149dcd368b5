/** Pad in WGSL. */
import { wrapAxis } from "../axis.js";
import { type PadMode, padMaps } from "../index-map.js";
import { knownNumbers, movingKernel, unknownInput } from "../wgsl/moving-kernel.js";

export const padKernel = movingKernel((context, shape) => {
  const pads = knownNumbers(context, 1);
  if (pads === undefined) return unknownInput("pads");
  const fill = context.inputs[2] === undefined ? [0] : knownNumbers(context, 2);
  if (fill === undefined) return unknownInput("the value to pad with");
  const axes = knownNumbers(context, 3) ?? shape.map((_, axis) => axis);
  const [begin, end] = [shape.map(() => 0), shape.map(() => 0)];
  for (const [i, given] of axes.entries()) {
    const axis = wrapAxis(given, shape.length);
    begin[axis] = pads[i] ?? 0;
    end[axis] = pads[i + axes.length] ?? 0;
  }
  return { maps: padMaps(shape, begin, end, context.attributes.mode as PadMode), fill: fill[0] ?? 0 };
});
