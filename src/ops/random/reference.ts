/** Tensors of random elements, from a stream that the seed and the node's name decide. */
import { defineKernel, inputOf, outputOf, realsOf, tensorOf } from "../reference-data.js";
import type { KernelCall, RandomNumbers } from "../reference-kernel.js";
import { softmaxLine } from "../softmax/reference.js";

interface Seeded {
  readonly seed: number | undefined;
}

function numbersOf(call: Pick<KernelCall, "random">, { seed }: Seeded): RandomNumbers {
  const numbers = call.random?.(seed);
  if (numbers === undefined) throw new RangeError("there are no random numbers here");
  return numbers;
}

/** Element by element from one draw. */
function drawn<A extends Seeded>(draw: (numbers: RandomNumbers, attributes: A) => number) {
  return defineKernel<A>((call) => {
    const numbers = numbersOf(call, call.attributes);
    return [tensorOf(outputOf(call), () => draw(numbers, call.attributes))];
  });
}

export const randomNormalReference = drawn<Seeded & { readonly mean: number; readonly scale: number }>(
  (numbers, { mean, scale }) => mean + scale * numbers.normal(),
);

export const randomUniformReference = drawn<Seeded & { readonly low: number; readonly high: number }>(
  (numbers, { low, high }) => low + (high - low) * numbers.uniform(),
);

export const bernoulliReference = defineKernel<Seeded>((call) => {
  const numbers = numbersOf(call, call.attributes);
  const chances = realsOf(inputOf(call, 0));
  return [tensorOf(outputOf(call), (i) => (numbers.uniform() < (chances[i] as number) ? 1 : 0))];
});

export const multinomialReference = defineKernel<Seeded>((call) => {
  const numbers = numbersOf(call, call.attributes);
  const input = inputOf(call, 0);
  const [, classes = 1] = input.shape;
  const output = outputOf(call);
  const [, samples = 1] = output.shape;
  const offsets = Array.from({ length: classes }, (_, i) => i);
  const logs = realsOf(input);
  const rows = Array.from({ length: logs.length / classes }, (_, row) => {
    const chances = new Float64Array(classes);
    softmaxLine(logs.subarray(row * classes, (row + 1) * classes), offsets, chances);
    return chances;
  });
  return [
    tensorOf(output, (i) => {
      let left = numbers.uniform();
      const chances = rows[Math.floor(i / samples)] ?? new Float64Array(0);
      const chosen = chances.findIndex((chance) => {
        left -= chance;
        return left < 0;
      });
      return chosen < 0 ? classes - 1 : chosen;
    }),
  ];
});
