/** Dropout: the input itself at inference; while training, elements dropped by chance and the others scaled up. */
import { defineKernel, inputOf, listOf, outputOf, realsOf, tensorOf } from "../reference-data.js";

export const dropoutReference = defineKernel<{ readonly seed: number | undefined }>((call) => {
  const input = inputOf(call, 0);
  const ratio = listOf(call, 1)?.[0] ?? 0.5;
  const drops = listOf(call, 2)?.[0] === 1 && ratio > 0;
  const numbers = drops ? call.random?.(call.attributes.seed) : undefined;
  if (drops && numbers === undefined) throw new RangeError("there are no random numbers here");
  const mask = tensorOf({ dtype: "bool", shape: input.shape }, () =>
    numbers === undefined || numbers.uniform() >= ratio ? 1 : 0,
  );
  const x = realsOf(input);
  const output = drops
    ? tensorOf(outputOf(call), (i) => (mask.data[i] === 1 ? (x[i] as number) / (1 - ratio) : 0))
    : input;
  return call.outputs.length > 1 ? [output, mask] : [output];
});
