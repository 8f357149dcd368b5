/** Deformable convolution in plain loops: every kernel position reads between the corners around its moved place. */
import {
  defineKernel,
  inputOf,
  optionalReals,
  outputOf,
  type Reals,
  realsOf,
  tensorOfSums,
} from "../reference-data.js";
import { kernelOf, paddedWindows } from "../window.js";
import { combine, windowStarts } from "../window-walk.js";

type Attributes = Parameters<typeof paddedWindows>[0] & { readonly group: number; readonly offset_group: number };

/** The element at a fractional place of a plane, mixed from the 2^axes corners around it; zero outside. */
function sample(x: Reals, plane: number, sizes: readonly number[], place: readonly number[]): number {
  let sum = 0;
  for (let corner = 0; corner < 2 ** sizes.length; corner++) {
    let [at, weight] = [0, 1];
    for (const [axis, size] of sizes.entries()) {
      const exact = place[axis] ?? 0;
      const whole = Math.floor(exact) + ((corner >> axis) & 1);
      weight *= whole < 0 || whole >= size ? 0 : 1 - Math.abs(exact - whole);
      at = at * size + whole;
    }
    if (weight !== 0) sum += weight * (x[plane + at] as number);
  }
  return sum;
}

export const deformConvReference = defineKernel<Attributes>((call) => {
  const { attributes, counter } = call;
  const [input, weight] = [inputOf(call, 0), inputOf(call, 1)];
  const [x, w, offset] = [realsOf(input), realsOf(weight), realsOf(inputOf(call, 2))];
  const [bias, mask] = [optionalReals(call, 3), optionalReals(call, 4)];
  const output = outputOf(call);
  const [batch = 1, channels = 1, ...sizes] = input.shape;
  const [out = 1, perGroup = 1] = weight.shape;
  const kernel = kernelOf(weight.shape) ?? [];
  const windows = paddedWindows(attributes, kernel, input.shape);
  const starts = combine(windows.map((window) => windowStarts(input.shape[window.axis] ?? 0, window)));
  const taps = combine(
    windows.map(({ kernel: size, dilation }) => Array.from({ length: size }, (_, k) => k * dilation)),
  );
  const plane = sizes.reduce((product, size) => product * size, 1);
  const [axes, count, positions] = [sizes.length, taps.length, starts.length];
  const perOffset = channels / attributes.offset_group;
  const sums = new Float64Array(batch * out * positions);
  for (let n = 0; n < batch; n++) {
    starts.forEach((start, position) => {
      for (let o = 0; o < out; o++) {
        let sum = bias?.[o] ?? 0;
        const group = Math.floor(o / (out / attributes.group));
        for (let c = 0; c < perGroup; c++) {
          const channel = group * perGroup + c;
          const moved = n * attributes.offset_group + Math.floor(channel / perOffset);
          taps.forEach((tap, k) => {
            const place = tap.map((step, axis) => {
              const at = ((moved * count + k) * axes + axis) * positions + position;
              return (start[axis] ?? 0) + step + (offset[at] as number);
            });
            const weighed = mask === undefined ? 1 : (mask[(moved * count + k) * positions + position] as number);
            const value = weighed * sample(x, (n * channels + channel) * plane, sizes, place);
            sum += (w[(o * perGroup + c) * count + k] as number) * value;
            if (counter !== undefined) counter.executed++;
          });
        }
        sums[(n * out + o) * positions + position] = sum;
      }
    });
  }
  return [tensorOfSums(output, sums)];
});
