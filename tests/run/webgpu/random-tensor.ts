// Tensors of seeded numbers for the kernels' tests.
import { elementCount } from "../../../src/ops/index-map.js";
import type { RunTensor } from "../../../src/tensor/index.js";

/** Numbers from -1 to 1 by a linear congruential generator (Numerical Recipes, 1992, section 7.1). */
export function randomTensor(shape: readonly number[], seed = 1, [low, high] = [-1, 1]): RunTensor {
  let state = (seed * 2_654_435_761) >>> 0;
  const data = Float32Array.from({ length: elementCount(shape) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
  return { dtype: "float32", shape, data };
}

export function int64Tensor(...numbers: readonly number[]): RunTensor {
  return { dtype: "int64", shape: [numbers.length], data: BigInt64Array.from(numbers, BigInt) };
}
