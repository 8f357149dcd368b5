/** Pooling to a given output size in plain loops, over the windows of the definition. */
import { offsetsOf, stridesOf } from "../index-map.js";
import { maximum, mean, poolPlanes } from "../pool/reference.js";
import { defineKernel, inputOf, outputOf } from "../reference-data.js";
import { combine, type WindowView } from "../window-walk.js";
import { windowLength, windowStart } from "./definition.js";

/** The windows over [N, C, ...spatial] that give the sizes. */
export function adaptiveViews(shape: readonly number[], counts: readonly number[]): readonly WindowView[] {
  const sizes = shape.slice(2);
  const strides = stridesOf(sizes);
  const axes = sizes.map((size, axis) => {
    const count = counts[axis] ?? 1;
    return Array.from({ length: count }, (_, i) => {
      const first = Number(windowStart(size, count, i));
      const length = Number(windowLength(size, count, i));
      return Array.from({ length }, (__, k) => (first + k) * (strides[axis] ?? 1));
    });
  });
  return combine(axes).map((maps) => {
    const offsets = offsetsOf(maps);
    return { offsets, declared: offsets.length };
  });
}

export interface AdaptiveAttributes {
  readonly output_size: readonly number[];
}

function adaptiveKernel(pool: typeof maximum) {
  return defineKernel<AdaptiveAttributes>((call) => {
    const input = inputOf(call, 0);
    const counts = call.attributes.output_size;
    const shape = [...input.shape.slice(0, 2), ...counts];
    const output = { dtype: outputOf(call).dtype, shape };
    return [poolPlanes(input, output, adaptiveViews(input.shape, counts), pool)];
  });
}

export const adaptiveAveragePoolReference = adaptiveKernel(mean(false));
export const adaptiveMaxPoolReference = adaptiveKernel(maximum);
