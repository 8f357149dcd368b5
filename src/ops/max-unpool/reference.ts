/** Maxima put back in the places that their indices name. */

import { elementCount } from "../index-map.js";
import { defineKernel, inputOf, outputOf, realsOf, tensorOfSums } from "../reference-data.js";
import { windowsOf } from "../window.js";

type Attributes = Parameters<typeof windowsOf>[0] & { readonly kernel_shape: readonly number[] };

export const maxUnpoolReference = defineKernel<Attributes>((call) => {
  const input = inputOf(call, 0);
  const [x, indices] = [realsOf(input), realsOf(inputOf(call, 1))];
  const output = outputOf(call);
  // Indices count in the tensor that the pooling read; with output_shape that is a smaller one at the origin.
  const pooled = [
    ...input.shape.slice(0, 2),
    ...windowsOf(call.attributes, call.attributes.kernel_shape).map(
      ({ axis, stride, kernel, padBegin, padEnd }) =>
        ((input.shape[axis] ?? 1) - 1) * stride + kernel - padBegin - padEnd,
    ),
  ];
  const sums = new Float64Array(elementCount(output.shape));
  x.forEach((element, i) => {
    let rest = indices[i] as number;
    let [at, step] = [0, 1];
    for (let axis = pooled.length - 1; axis >= 0; axis--) {
      const size = pooled[axis] ?? 1;
      at += (rest % size) * step;
      rest = Math.floor(rest / size);
      step *= output.shape[axis] ?? 1;
    }
    sums[at] = element;
  });
  return [tensorOfSums(output, sums)];
});
