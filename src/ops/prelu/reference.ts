/** Leaky ReLU with a learnt slope. */
import { mapElements } from "../element-wise.js";
import { defineKernel, inputOf, outputOf } from "../reference-data.js";

const prelu = (...[x = 0, slope = 0]: readonly number[]): number => (x < 0 ? slope * x : x);

export const preluReference = defineKernel<object>((call) => [
  mapElements({ number: prelu }, [inputOf(call, 0), inputOf(call, 1)], outputOf(call)),
]);
