/** Window functions as sums of cosines. */
import { defineKernel, outputOf, tensorOf } from "../reference-data.js";
import type { ReferenceKernel } from "../reference-kernel.js";

/** The sum of weight k times cos(2πk·n/N), N one less where the window is symmetric. */
function windowOf(weights: readonly number[]): ReferenceKernel {
  return defineKernel<{ readonly periodic: number }>((call) => {
    const output = outputOf(call);
    const [length = 1] = output.shape;
    const period = call.attributes.periodic === 1 ? length : length - 1;
    return [
      tensorOf(output, (n) =>
        weights.reduce((sum, weight, k) => sum + weight * Math.cos((2 * Math.PI * k * n) / Math.max(period, 1)), 0),
      ),
    ];
  });
}

export const windowReferences = {
  HannWindow: windowOf([0.5, -0.5]),
  HammingWindow: windowOf([25 / 46, -21 / 46]),
  BlackmanWindow: windowOf([0.42, -0.5, 0.08]),
} as const;
