/** Finds elements that are NaN or infinite. */
import type { RunTensor } from "../tensor/index.js";

/** How many there are, and the index of the first. */
export function countNotFinite({ data }: RunTensor): { readonly count: number; readonly first: number } {
  let count = 0;
  let first = -1;
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return { count, first };
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    if (count === 0) first = i;
    count++;
  }
  return { count, first };
}
