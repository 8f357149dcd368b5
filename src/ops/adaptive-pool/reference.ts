/** Pooling to a given output size in plain loops, over the windows of the definition. */
import { offsetsOf, stridesOf } from "../index-map.js";
import { maximum, mean, poolPlanes } from "../pool/reference.js";
import { defineKernel, inputOf, outputOf } from "../reference-data.js";
import { combine } from "../window-walk.js";
import { windowLength, windowStart } from "./definition.js";

function adaptiveKernel(pool: typeof maximum) {
  return defineKernel<{ readonly output_size: readonly number[] }>((call) => {
    const input = inputOf(call, 0);
    const sizes = input.shape.slice(2);
    const strides = stridesOf(sizes);
    const counts = call.attributes.output_size;
    const axes = sizes.map((size, axis) => {
      const count = counts[axis] ?? 1;
      return Array.from({ length: count }, (_, i) => {
        const first = Number(windowStart(size, count, i));
        const length = Number(windowLength(size, count, i));
        return Array.from({ length }, (__, k) => (first + k) * (strides[axis] ?? 1));
      });
    });
    const views = combine(axes).map((maps) => {
      const offsets = offsetsOf(maps);
      return { offsets, declared: offsets.length };
    });
    const shape = [...input.shape.slice(0, 2), ...counts];
    return [poolPlanes(input, { dtype: outputOf(call).dtype, shape }, views, pool)];
  });
}

export const adaptiveAveragePoolReference = adaptiveKernel(mean(false));
export const adaptiveMaxPoolReference = adaptiveKernel(maximum);
