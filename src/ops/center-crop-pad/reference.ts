/** Cropping and padding around the centre as one index map. */
import { padMaps } from "../index-map.js";
import { inputOf, moveElements, outputOf } from "../reference-data.js";
import type { ReferenceKernel } from "../reference-kernel.js";

export const centerCropPadReference: ReferenceKernel = (call) => {
  const input = inputOf(call, 0);
  const { shape } = outputOf(call);
  const missing = shape.map((size, axis) => size - (input.shape[axis] ?? size));
  // Of an odd number the smaller half goes before: floor when padding and when cropping alike.
  const begin = missing.map((count) => Math.trunc(count / 2));
  const end = missing.map((count, axis) => count - (begin[axis] ?? 0));
  return [moveElements(input, padMaps(input.shape, begin, end, "constant"))];
};
