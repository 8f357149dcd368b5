/** Transposed convolution in plain loops: every input element times every kernel, spread over the output and added up. */
import type { RunTensor } from "../../tensor/index.js";
import { addDotProducts, rowsOf } from "../dot-products.js";
import { elementCount, FILL, offsetsOf, stridesOf } from "../index-map.js";
import { defineKernel, inputOf, optionalReals, outputOf, realsOf, tensorOfSums } from "../reference-data.js";
import { combine } from "../window-walk.js";
import { transposedWindows } from "./definition.js";

export type TransposedAttributes = Parameters<typeof transposedWindows>[0];

/** Per kernel element, the offset within an output plane that each input position adds to; {@link FILL} where it is cropped away. */
export function spreadTargets(
  attributes: TransposedAttributes,
  weight: RunTensor,
  input: RunTensor,
  outSizes: readonly number[],
): readonly (readonly number[])[] {
  const [, , ...kernel] = weight.shape;
  const sizes = input.shape.slice(2);
  const windows = transposedWindows(attributes, kernel, input.shape);
  const strides = stridesOf(outSizes);
  return combine(kernel.map((size) => Array.from({ length: size }, (_, k) => k))).map((tap) =>
    offsetsOf(
      windows.map(({ stride, dilation, padBegin }, axis) =>
        Array.from({ length: sizes[axis] ?? 1 }, (_, i) => {
          const at = i * stride + (tap[axis] ?? 0) * dilation - padBegin;
          return at < 0 || at >= (outSizes[axis] ?? 1) ? FILL : at * (strides[axis] ?? 1);
        }),
      ),
    ),
  );
}

export const convTransposeReference = defineKernel<TransposedAttributes>((call) => {
  const { attributes, counter } = call;
  const [input, weight] = [inputOf(call, 0), inputOf(call, 1)];
  const bias = optionalReals(call, 2);
  const [batch = 1, channels = 1, ...sizes] = input.shape;
  const [, perGroup = 1, ...kernel] = weight.shape;
  const output = outputOf(call);
  const [, out = 1, ...outSizes] = output.shape;
  const [plane, positions, taps] = [elementCount(outSizes), elementCount(sizes), elementCount(kernel)];
  const targets = spreadTargets(attributes, weight, input, outSizes);
  const [x, w] = [realsOf(input), realsOf(weight)];
  const inPerGroup = channels / attributes.group;
  const sums = new Float64Array(batch * out * plane);
  if (bias !== undefined) {
    for (let i = 0; i < batch * out; i++) sums.fill(bias[i % out] ?? 0, i * plane, (i + 1) * plane);
  }
  const products = new Float64Array(perGroup * taps * positions);
  for (let n = 0; n < batch; n++) {
    for (let g = 0; g < attributes.group; g++) {
      const first = g * inPerGroup;
      const kernels = { at: first * perGroup * taps, row: 1, inner: perGroup * taps };
      const image = { at: (n * channels + first) * positions, row: 1, inner: positions };
      products.fill(0);
      addDotProducts(
        { data: products, at: 0, left: positions, right: 1 },
        rowsOf(w, kernels, perGroup * taps, inPerGroup),
        rowsOf(x, image, positions, inPerGroup),
        inPerGroup,
        counter,
      );
      for (let row = 0; row < perGroup * taps; row++) {
        const start = (n * out + g * perGroup + Math.floor(row / taps)) * plane;
        const target = targets[row % taps] ?? [];
        for (let p = 0; p < positions; p++) {
          const at = target[p] ?? FILL;
          if (at !== FILL) sums[start + at] = (sums[start + at] ?? 0) + (products[row * positions + p] ?? 0);
        }
      }
    }
  }
  return [tensorOfSums(output, sums)];
});
