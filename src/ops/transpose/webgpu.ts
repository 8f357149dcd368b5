/** Transpose in WGSL. */
import { transposeMaps } from "../index-map.js";
import { movingKernel } from "../wgsl/moving-kernel.js";

export const transposeKernel = movingKernel(({ attributes }, shape) => {
  const reversed = shape.map((_, axis) => shape.length - 1 - axis);
  return { maps: transposeMaps(shape, (attributes.perm as readonly number[] | undefined) ?? reversed) };
});
