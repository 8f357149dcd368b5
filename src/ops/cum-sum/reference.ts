/** Running sums in plain loops. */
import { wrapAxis } from "../axis.js";
import { linesAlong, offsetsAlong } from "../lines.js";
import { defineKernel, inputOf, listOf, outputOf, realsOf, tensorOfSums } from "../reference-data.js";

export const cumSumReference = defineKernel<{ readonly exclusive: number; readonly reverse: number }>((call) => {
  const { exclusive, reverse } = call.attributes;
  const input = inputOf(call, 0);
  const x = realsOf(input);
  const axis = wrapAxis(listOf(call, 1)?.[0] ?? 0, input.shape.length);
  const sums = new Float64Array(x.length);
  for (const line of linesAlong(input.shape, axis)) {
    const offsets = offsetsAlong(line);
    let sum = 0;
    for (const offset of reverse === 1 ? [...offsets].reverse() : offsets) {
      const next = sum + (x[offset] as number);
      sums[offset] = exclusive === 1 ? sum : next;
      sum = next;
    }
  }
  return [tensorOfSums({ dtype: outputOf(call).dtype, shape: input.shape }, sums)];
});
