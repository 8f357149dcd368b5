/** SwiGLU in plain loops. */
import { defineKernel, inputOf, outputOf, realsOf, tensorOf } from "../reference-data.js";

export const swiGluReference = defineKernel<{ readonly alpha: number }>((call) => {
  const [a, b] = [realsOf(inputOf(call, 0)), realsOf(inputOf(call, 1))];
  return [
    tensorOf(outputOf(call), (i) => {
      const x = a[i] as number;
      return ((b[i] as number) * x) / (1 + Math.exp(-call.attributes.alpha * x));
    }),
  ];
});
