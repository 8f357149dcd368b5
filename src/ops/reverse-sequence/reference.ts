/** The first elements of every sequence in reverse order, as one index map. */
import { wrapAxis } from "../axis.js";
import { elementCount, stridesOf } from "../index-map.js";
import { defineKernel, inputOf, listOf, pickElements } from "../reference-data.js";

export const reverseSequenceReference = defineKernel<{ readonly batch_axis: number; readonly time_axis: number }>(
  (call) => {
    const input = inputOf(call, 0);
    const { shape } = input;
    const strides = stridesOf(shape);
    const [time, batch] = [call.attributes.time_axis, call.attributes.batch_axis].map((axis) =>
      wrapAxis(axis, shape.length),
    );
    const lengths = listOf(call, 1) ?? [];
    const [step, batchStep] = [strides[time ?? 0] ?? 1, strides[batch ?? 1] ?? 1];
    const offsets = Array.from({ length: elementCount(shape) }, (_, i) => {
      const at = Math.floor(i / step) % (shape[time ?? 0] ?? 1);
      const length = lengths[Math.floor(i / batchStep) % (shape[batch ?? 1] ?? 1)] ?? 0;
      return at < length ? i + (length - 1 - 2 * at) * step : i;
    });
    return [pickElements(input, shape, offsets)];
  },
);
