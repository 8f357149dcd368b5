/** Steps of optimisers in plain loops. */
import { defineKernel, inputOf, listOf, realsOf, tensorOf } from "../reference-data.js";
import type { ReferenceKernel } from "../reference-kernel.js";

interface Attributes {
  readonly alpha: number;
  readonly beta: number;
  readonly decay_factor: number;
  readonly epsilon: number;
  readonly mode: string;
  readonly norm_coefficient: number;
  readonly norm_coefficient_post: number;
}

/** One element: its new value and those of its states, from the gradient (with its share of the weight's norm). */
type Update = (
  x: number,
  gradient: number,
  states: readonly number[],
  rate: number,
  steps: number,
  attributes: Attributes,
) => readonly number[];

/** R, T, all parameters, all gradients, then the states, each for all parameters. */
function optimiser(stateCount: number, update: Update): ReferenceKernel {
  return defineKernel<Attributes>((call) => {
    const [rate = 0] = listOf(call, 0) ?? [];
    const [steps = 0] = listOf(call, 1) ?? [];
    const count = (call.inputs.length - 2) / (2 + stateCount);
    const results = Array.from({ length: count }, (_, p) => {
      const parts = Array.from({ length: 2 + stateCount }, (__, part) => inputOf(call, 2 + part * count + p));
      const [x, gradient, ...states] = parts.map(realsOf);
      const rows = Array.from(x ?? [], (value, i) => {
        const regularised = (gradient?.[i] ?? 0) + call.attributes.norm_coefficient * value;
        return update(
          value,
          regularised,
          states.map((state) => state[i] ?? 0),
          rate,
          steps,
          call.attributes,
        );
      });
      return Array.from({ length: 1 + stateCount }, (__, part) => {
        const source = parts[part === 0 ? 0 : part + 1] ?? inputOf(call, 2);
        return tensorOf(source, (i) => rows[i]?.[part] ?? 0);
      });
    });
    return Array.from({ length: 1 + stateCount }, (_, part) => results.flatMap((result) => result[part] ?? [])).flat();
  });
}

/** Duchi et al. 2011. */
export const adagradReference = optimiser(1, (x, gradient, [sum = 0], rate, steps, { decay_factor, epsilon }) => {
  const squares = sum + gradient * gradient;
  return [x - ((rate / (1 + steps * decay_factor)) * gradient) / (Math.sqrt(squares) + epsilon), squares];
});

/** Kingma and Ba 2015, the correction of the means' start in the rate. */
export const adamReference = optimiser(2, (x, gradient, [mean = 0, square = 0], rate, steps, attributes) => {
  const { alpha, beta, epsilon, norm_coefficient_post } = attributes;
  const v = alpha * mean + (1 - alpha) * gradient;
  const h = beta * square + (1 - beta) * gradient * gradient;
  const corrected = steps > 0 ? (rate * Math.sqrt(1 - beta ** steps)) / (1 - alpha ** steps) : rate;
  return [(1 - norm_coefficient_post) * (x - (corrected * v) / (Math.sqrt(h) + epsilon)), v, h];
});

export const momentumReference = optimiser(1, (x, gradient, [velocity = 0], rate, steps, { alpha, beta, mode }) => {
  const v = alpha * velocity + (steps > 0 ? beta : 1) * gradient;
  return [x - rate * (mode === "nesterov" ? gradient + alpha * v : v), v];
});
