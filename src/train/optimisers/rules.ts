/** Update rules of optimisers, each as PyTorch documents it: how a weight moves by its slope and what is kept for it. */
import type { Reals } from "../../ops/reference-data.js";

/** What an optimiser is set to; each has its usual value. */
export interface RuleSettings {
  /** Of `momentum` and `nesterov`; 0.9 if absent. */
  readonly momentum?: number;
  /** RMSprop's smoothing constant; 0.99 if absent. */
  readonly alpha?: number;
  /** Adam's, of the mean and of the mean square; 0.9 and 0.999 if absent. */
  readonly betas?: readonly [number, number];
  /** Added below the line; 1e-8 if absent, 1e-10 of AdaGrad. */
  readonly epsilon?: number;
  /** AdamW's, apart from the slope; 0.01 if absent. */
  readonly weightDecay?: number;
}

/** Moves the weights of one tensor. `kept` has the rule's running figures, zeros before step 1. */
type Update = (weights: Reals, slopes: Reals, kept: readonly Float64Array[], step: number, rate: number) => void;

interface Rule {
  /** Figures kept for each weight: what `summary --training` counts as the optimiser's state. */
  readonly kept: number;
  readonly update: (settings: RuleSettings) => Update;
}

/** One pass over a tensor: the rule of a single weight gives by how much it falls. */
function eachWeight(fallOf: (slope: number, index: number) => number, weights: Reals, slopes: Reals): void {
  for (let i = 0; i < weights.length; i++) {
    weights[i] = (weights[i] as number) - fallOf(slopes[i] as number, i);
  }
}

/** v = μ·v + g from v = g on; w falls by η·v, of Nesterov's by η·(g + μ·v) (Sutskever et al., 2013). */
function withMomentum(isNesterov: boolean): Rule["update"] {
  return ({ momentum = 0.9 }) =>
    (weights, slopes, [velocity = new Float64Array(0)], _, rate) =>
      eachWeight(
        (slope, i) => {
          const v = momentum * (velocity[i] as number) + slope;
          velocity[i] = v;
          return rate * (isNesterov ? slope + momentum * v : v);
        },
        weights,
        slopes,
      );
}

/** m and s are running means of g and g², each divided by 1 - βᵗ; w falls by η·m/(sqrt(s) + ε) (Kingma and Ba, 2015). */
const adam: Rule["update"] =
  ({ betas: [first, second] = [0.9, 0.999], epsilon = 1e-8 }) =>
  (weights, slopes, [mean = new Float64Array(0), square = new Float64Array(0)], step, rate) => {
    const [meanBias, squareBias] = [1 - first ** step, 1 - second ** step];
    eachWeight(
      (slope, i) => {
        const m = first * (mean[i] as number) + (1 - first) * slope;
        const s = second * (square[i] as number) + (1 - second) * slope * slope;
        mean[i] = m;
        square[i] = s;
        return ((rate / meanBias) * m) / (Math.sqrt(s / squareBias) + epsilon);
      },
      weights,
      slopes,
    );
  };

export const rules = {
  sgd: {
    kept: 0,
    update: () => (weights, slopes, _kept, _step, rate) => eachWeight((slope) => rate * slope, weights, slopes),
  },
  momentum: { kept: 1, update: withMomentum(false) },
  nesterov: { kept: 1, update: withMomentum(true) },
  /** s = α·s + (1 - α)·g²; w falls by η·g/(sqrt(s) + ε) (Hinton's lecture 6, 2012). */
  rmsprop: {
    kept: 1,
    update:
      ({ alpha = 0.99, epsilon = 1e-8 }) =>
      (weights, slopes, [square = new Float64Array(0)], _, rate) =>
        eachWeight(
          (slope, i) => {
            const s = alpha * (square[i] as number) + (1 - alpha) * slope * slope;
            square[i] = s;
            return (rate * slope) / (Math.sqrt(s) + epsilon);
          },
          weights,
          slopes,
        ),
  },
  /** s = s + g²; w falls by η·g/(sqrt(s) + ε) (Duchi et al., 2011). */
  adagrad: {
    kept: 1,
    update:
      ({ epsilon = 1e-10 }) =>
      (weights, slopes, [square = new Float64Array(0)], _, rate) =>
        eachWeight(
          (slope, i) => {
            const s = (square[i] as number) + slope * slope;
            square[i] = s;
            return (rate * slope) / (Math.sqrt(s) + epsilon);
          },
          weights,
          slopes,
        ),
  },
  adam: { kept: 2, update: adam },
  /** First w falls by η·λ·w, then as by Adam (Loshchilov and Hutter, 2019). */
  adamw: {
    kept: 2,
    update: (settings) => {
      const { weightDecay = 0.01 } = settings;
      const move = adam(settings);
      return (weights, slopes, kept, step, rate) => {
        for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] as number) * (1 - rate * weightDecay);
        move(weights, slopes, kept, step, rate);
      };
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type OptimiserName = keyof typeof rules;
