/** Gradient of convolution: slopes by the kernels from the windows, slopes by the windows added back to the input. */
import { addDotProducts, rowsOf } from "../dot-products.js";
import { defineGradient, gradientOf } from "../gradient-kernel.js";
import { elementCount, offsetsOf, sliceMaps } from "../index-map.js";
import { inputOf, realsOf } from "../reference-data.js";
import { BLOCK, type ConvAttributes, type ConvLayout, layOut } from "./reference.js";

/** Sums each channel's slopes: what a bias adds to every position. */
export function sumChannels(from: ArrayLike<number>, batch: number, channels: number, plane: number): Float64Array {
  const sums = new Float64Array(channels);
  for (let i = 0; i < batch * channels; i++) {
    let sum = 0;
    for (let at = i * plane; at < (i + 1) * plane; at++) sum += from[at] as number;
    sums[i % channels] = (sums[i % channels] as number) + sum;
  }
  return sums;
}

/** Takes the padding away from a padded image's slopes. */
function crop(padded: Float64Array, { input, windows }: ConvLayout, shape: readonly number[]): Float64Array {
  if (padded.length === elementCount(shape)) return padded;
  const from = [0, 0, ...windows.map(({ padBegin }) => padBegin)];
  const offsets = offsetsOf(
    sliceMaps(
      input.shape,
      from,
      shape.map(() => 1),
      shape,
    ),
  );
  return Float64Array.from(offsets, (offset) => padded[offset] as number);
}

/** dW(o, k) = Σ_p dY(o, p)·window(p, k); d window(p, k) = Σ_o W(o, k)·dY(o, p), added up where windows overlap. */
export const convGradient = defineGradient<ConvAttributes>((call) => {
  const { attributes, counter, wanted } = call;
  const [data, weight] = [inputOf(call, 0), inputOf(call, 1)];
  const layout = layOut(data, weight, attributes);
  const { input, starts, window } = layout;
  const [out = 1, perGroup = 1] = weight.shape;
  const [batch = 1, channels = 1, ...sizes] = input.shape;
  const [x, w, from] = [realsOf(input), realsOf(weight), gradientOf(call)];
  const [positions, inner, plane] = [starts.length, window.length, elementCount(sizes)];
  const outPerGroup = out / attributes.group;
  const byInput = wanted[0] === true ? new Float64Array(x.length) : undefined;
  const byWeight = wanted[1] === true ? new Float64Array(w.length) : undefined;
  const blockLength = Math.max(2, Math.floor(BLOCK / Math.max(inner, 1)));
  const block = new Float64Array(Math.min(blockLength, positions) * inner);
  for (let g = 0; g < attributes.group; g++) {
    const kernels = g * outPerGroup * inner;
    const columns = byInput && rowsOf(w, { at: kernels, row: 1, inner }, inner, outPerGroup);
    for (let n = 0; n < batch; n++) {
      const image = (n * channels + g * perGroup) * plane;
      const slopes = (n * out + g * outPerGroup) * positions;
      for (let first = 0; first < positions; first += blockLength) {
        const count = Math.min(blockLength, positions - first);
        if (byWeight !== undefined) {
          for (let k = 0; k < inner; k++) {
            const start = image + (window[k] as number);
            for (let p = 0; p < count; p++) block[k * count + p] = x[start + (starts[first + p] as number)] as number;
          }
          addDotProducts(
            { data: byWeight, at: kernels, left: inner, right: 1 },
            { data: from, at: slopes + first, step: positions, count: outPerGroup },
            { data: block, at: 0, step: count, count: inner },
            count,
            counter,
          );
        }
        if (byInput === undefined || columns === undefined) continue;
        block.fill(0, 0, count * inner);
        addDotProducts(
          { data: block, at: 0, left: count, right: 1 },
          columns,
          rowsOf(from, { at: slopes + first, row: 1, inner: positions }, count, outPerGroup),
          outPerGroup,
          counter,
        );
        for (let k = 0; k < inner; k++) {
          const start = image + (window[k] as number);
          for (let p = 0; p < count; p++) {
            const at = start + (starts[first + p] as number);
            byInput[at] = (byInput[at] as number) + (block[k * count + p] as number);
          }
        }
      }
    }
  }
  return [
    byInput && crop(byInput, layout, data.shape),
    byWeight,
    wanted[2] === true ? sumChannels(from, batch, out, positions) : undefined,
  ];
});
