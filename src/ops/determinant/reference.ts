/** Determinants by Gaussian elimination with partial pivoting. */
import { inputOf, outputOf, realsOf, tensorOf } from "../reference-data.js";
import type { ReferenceKernel } from "../reference-kernel.js";

/** The product of the pivots, its sign turned by every exchange of rows; `m` (n by n) is overwritten. */
function eliminate(m: Float64Array, n: number): number {
  let product = 1;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(m[row * n + column] as number) > Math.abs(m[pivot * n + column] as number)) pivot = row;
    }
    const greatest = m[pivot * n + column] as number;
    if (greatest === 0) return 0;
    if (pivot !== column) {
      product = -product;
      for (let k = 0; k < n; k++) {
        const kept = m[pivot * n + k] as number;
        m[pivot * n + k] = m[column * n + k] as number;
        m[column * n + k] = kept;
      }
    }
    product *= greatest;
    for (let row = column + 1; row < n; row++) {
      const factor = (m[row * n + column] as number) / greatest;
      for (let k = column; k < n; k++) {
        m[row * n + k] = (m[row * n + k] as number) - factor * (m[column * n + k] as number);
      }
    }
  }
  return product;
}

export const determinantReference: ReferenceKernel = (call) => {
  const input = inputOf(call, 0);
  const n = input.shape.at(-1) ?? 1;
  const data = realsOf(input);
  return [tensorOf(outputOf(call), (i) => eliminate(Float64Array.from(data.subarray(i * n * n, (i + 1) * n * n)), n))];
};
