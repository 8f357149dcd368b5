/** Gradient of transposed convolution: the output's slopes gathered where each product went. */
import { sumChannels } from "../conv/gradient.js";
import { addDotProducts, rowsOf } from "../dot-products.js";
import { defineGradient, gradientOf } from "../gradient-kernel.js";
import { elementCount, FILL } from "../index-map.js";
import { inputOf, realsOf } from "../reference-data.js";
import { spreadTargets, type TransposedAttributes } from "./reference.js";

/** With rows r = (output channel, kernel element): dX(c, p) = Σ_r W(c, r)·dY(r, p), dW(c, r) = Σ_p X(c, p)·dY(r, p). */
export const convTransposeGradient = defineGradient<TransposedAttributes>((call) => {
  const { attributes, counter, wanted } = call;
  const [input, weight] = [inputOf(call, 0), inputOf(call, 1)];
  const [batch = 1, channels = 1, ...sizes] = input.shape;
  const [, perGroup = 1, ...kernel] = weight.shape;
  const [, out = 1, ...outSizes] = call.outputs[0]?.shape ?? [];
  const [plane, positions, taps] = [elementCount(outSizes), elementCount(sizes), elementCount(kernel)];
  const targets = spreadTargets(attributes, weight, input, outSizes);
  const [x, w, from] = [realsOf(input), realsOf(weight), gradientOf(call)];
  const inPerGroup = channels / attributes.group;
  const rows = perGroup * taps;
  const byInput = wanted[0] === true ? new Float64Array(x.length) : undefined;
  const byWeight = wanted[1] === true ? new Float64Array(w.length) : undefined;
  const slopes = new Float64Array(rows * positions);
  for (let n = 0; n < batch; n++) {
    for (let g = 0; g < attributes.group; g++) {
      const image = (n * channels + g * inPerGroup) * positions;
      const kernels = g * inPerGroup * rows;
      for (let row = 0; row < rows; row++) {
        const start = (n * out + g * perGroup + Math.floor(row / taps)) * plane;
        const target = targets[row % taps] ?? [];
        for (let p = 0; p < positions; p++) {
          const at = target[p] ?? FILL;
          slopes[row * positions + p] = at === FILL ? 0 : (from[start + at] as number);
        }
      }
      if (byInput !== undefined) {
        addDotProducts(
          { data: byInput, at: image, left: positions, right: 1 },
          { data: w, at: kernels, step: rows, count: inPerGroup },
          rowsOf(slopes, { at: 0, row: 1, inner: positions }, positions, rows),
          rows,
          counter,
        );
      }
      if (byWeight !== undefined) {
        addDotProducts(
          { data: byWeight, at: kernels, left: rows, right: 1 },
          { data: x, at: image, step: positions, count: inPerGroup },
          { data: slopes, at: 0, step: positions, count: rows },
          positions,
          counter,
        );
      }
    }
  }
  return [byInput, byWeight, wanted[2] === true ? sumChannels(from, batch, out, plane) : undefined];
});
