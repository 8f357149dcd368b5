/** Columns of blocks added up to images, window by window. */
import { FILL } from "../index-map.js";
import { defineKernel, inputOf, listOf, outputOf, realsOf, tensorOfSums } from "../reference-data.js";
import { windowsOf } from "../window.js";
import { windowViews } from "../window-walk.js";

type WindowAttributes = Parameters<typeof windowsOf>[0];

export const col2ImReference = defineKernel<WindowAttributes>((call) => {
  const columns = realsOf(inputOf(call, 0));
  const block = listOf(call, 2) ?? [];
  const output = outputOf(call);
  const [batch = 1, channels = 1, ...sizes] = output.shape;
  const { views } = windowViews(sizes, windowsOf(call.attributes, block));
  const plane = sizes.reduce((product, size) => product * size, 1);
  const taps = block.reduce((product, size) => product * size, 1);
  const sums = new Float64Array(batch * channels * plane);
  for (let image = 0; image < batch * channels; image++) {
    views.forEach(({ offsets }, column) => {
      offsets.forEach((offset, tap) => {
        if (offset === FILL) return;
        const at = image * plane + offset;
        sums[at] = (sums[at] as number) + (columns[(image * taps + tap) * views.length + column] as number);
      });
    });
  }
  return [tensorOfSums(output, sums)];
});
