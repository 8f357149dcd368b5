/** Clip in WGSL, with bounds that are tensors; NaN stays. */
import { broadcastKernel } from "../wgsl/selection.js";

export const clipKernel = broadcastKernel(({ inputs }) => {
  const low = inputs[1] === undefined ? "a" : "select(a, b, a < b)";
  return inputs[2] === undefined ? low : `select(${low}, c, ${low} > c)`;
});
