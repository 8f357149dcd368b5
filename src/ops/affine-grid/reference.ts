/** The sampling grid of an affine map in plain loops: every place of the output grid times theta. */
import { defineKernel, inputOf, outputOf, realsOf, tensorOfSums } from "../reference-data.js";

/** Position i of n on an axis that goes from -1 to 1: the ends themselves, or the middles of n cells. */
function place(i: number, n: number, alignCorners: number): number {
  return alignCorners === 1 ? (n > 1 ? (2 * i) / (n - 1) : 0) - 1 : (2 * i + 1) / n - 1;
}

export const affineGridReference = defineKernel<{ readonly align_corners: number }>((call) => {
  const theta = realsOf(inputOf(call, 0));
  const output = outputOf(call);
  const sizes = output.shape.slice(1, -1);
  const axes = sizes.length;
  const cells = sizes.reduce((product, size) => product * size, 1);
  const [batch = 1] = output.shape;
  const sums = new Float64Array(batch * cells * axes);
  for (let n = 0; n < batch; n++) {
    for (let cell = 0; cell < cells; cell++) {
      let rest = cell;
      const places = sizes.map(() => 0);
      for (let axis = axes - 1; axis >= 0; axis--) {
        const size = sizes[axis] ?? 1;
        // A map's columns are x, y, z: the last axis first.
        places[axes - 1 - axis] = place(rest % size, size, call.attributes.align_corners);
        rest = Math.floor(rest / size);
      }
      for (let row = 0; row < axes; row++) {
        const at = (n * axes + row) * (axes + 1);
        const shift = theta[at + axes] as number;
        sums[(n * cells + cell) * axes + row] = places.reduce(
          (sum, x, k) => sum + (theta[at + k] as number) * x,
          shift,
        );
      }
    }
  }
  return [tensorOfSums(output, sums)];
});
