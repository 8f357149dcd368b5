/** Gradient of the greatest elements: the slopes go back to the positions that they were taken from. */
import { wrapAxis } from "../axis.js";
import { defineGradient, gradientOf, outputReals } from "../gradient-kernel.js";
import { linesAlong } from "../lines.js";
import { inputOf } from "../reference-data.js";

export const topKGradient = defineGradient<{ readonly axis: number }>((call) => {
  const { shape, data } = inputOf(call, 0);
  const axis = wrapAxis(call.attributes.axis, shape.length);
  const [positions, from] = [outputReals(call, 1), gradientOf(call)];
  const to = new Float64Array(data.length);
  const sources = linesAlong(call.outputs[0]?.shape ?? [], axis);
  linesAlong(shape, axis).forEach((line, index) => {
    const source = sources[index];
    for (let i = 0; source !== undefined && i < source.length; i++) {
      const at = source.start + i * source.step;
      to[line.start + (positions[at] as number) * line.step] = from[at] as number;
    }
  });
  return [to];
});
