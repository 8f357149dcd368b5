/** Clipping: the greater of element and least bound, then the lesser of that and the greatest bound. */
import { twoArguments } from "../arithmetic.js";
import { mapElements } from "../element-wise.js";
import { defineKernel, inputOf, outputOf } from "../reference-data.js";

export const clipReference = defineKernel<object>((call) => {
  const input = inputOf(call, 0);
  const output = { ...outputOf(call), shape: input.shape };
  const [, least, most] = call.inputs;
  const raised = least === undefined ? input : mapElements(twoArguments.Max, [input, least], output);
  return [most === undefined ? raised : mapElements(twoArguments.Min, [raised, most], output)];
});
