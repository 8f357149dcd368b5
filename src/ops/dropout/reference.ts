/** Dropout at inference: the input itself, and a mask that keeps everything. */
import { allocateElements } from "../../tensor/index.js";
import { defineKernel, inputOf, listOf } from "../reference-data.js";

/** Which elements training drops is left to chance, so that there is no reference of it. */
class RandomResult extends Error {}

export const dropoutReference = defineKernel<object>((call) => {
  const input = inputOf(call, 0);
  const ratio = listOf(call, 1)?.[0] ?? 0.5;
  if (listOf(call, 2)?.[0] === 1 && ratio > 0) throw new RandomResult("Dropout drops random elements while training");
  const mask = call.outputs[1];
  if (mask === undefined) return [input];
  const data = allocateElements("bool", input.data.length) as Uint8Array;
  return [input, { dtype: "bool", shape: input.shape, data: data.fill(1) }];
});
