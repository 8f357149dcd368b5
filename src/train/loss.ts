/** Losses: what a batch's outputs are worth against their targets, and the slope by every output. */
import { elementCount } from "../ops/index-map.js";
import { type Line, linesAlong } from "../ops/lines.js";
import type { Reals } from "../ops/reference-data.js";

/** A loss by the word that `--loss` takes. */
export type LossName = "softmax_cross_entropy" | "binary_cross_entropy" | "mean_squares";

export const lossNames: readonly LossName[] = ["softmax_cross_entropy", "binary_cross_entropy", "mean_squares"];

/** What a batch's targets are: a class for each line of scores along `axis`, or a number for each output. */
export interface TargetForm {
  readonly kind: "classes" | "truth" | "numbers";
  readonly count: number;
  /** How many classes there are; 0 where targets are no classes. */
  readonly classes: number;
}

/** Where a loss takes its outputs from. */
export interface LossHead {
  readonly loss: LossName;
  readonly shape: readonly number[];
  /** Axis of the classes. */
  readonly axis: number;
  /** How much of each target is spread over all classes (Szegedy et al., 2016); 0 if absent. */
  readonly smoothing?: number;
}

interface Loss {
  readonly kind: TargetForm["kind"];
  /** The mean over all targets; fills the slopes by every output. */
  evaluate(outputs: Reals, targets: Reals, slopes: Float64Array, head: LossHead): number;
}

/** Mean over the lines of -log softmax(x)[class]; its slope is softmax(x) - 1 at the class, softmax(x) elsewhere. */
function crossEntropy(
  x: Reals,
  targets: Reals,
  slopes: Float64Array,
  { shape, axis, smoothing = 0 }: LossHead,
): number {
  const lines = linesAlong(shape, axis);
  let total = 0;
  lines.forEach((line, index) => {
    total += lineEntropy(x, line, targets[index] ?? 0, slopes, lines.length, smoothing);
  });
  return total / lines.length;
}

function lineEntropy(
  x: Reals,
  { start, step, length }: Line,
  target: number,
  slopes: Float64Array,
  lines: number,
  smoothing: number,
): number {
  const end = start + step * length;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i += step) most = Math.max(most, x[i] as number);
  let sum = 0;
  for (let i = start; i < end; i += step) sum += Math.exp((x[i] as number) - most);
  const logarithm = most + Math.log(sum);
  const [everywhere, here] = [smoothing / length, 1 - smoothing];
  let mean = 0;
  for (let i = start; i < end; i += step) {
    slopes[i] = (Math.exp((x[i] as number) - logarithm) - everywhere) / lines;
    mean += (x[i] as number) * everywhere;
  }
  const at = start + step * target;
  slopes[at] = (slopes[at] as number) - here / lines;
  return logarithm - here * (x[at] as number) - (smoothing === 0 ? 0 : mean);
}

const losses: Readonly<Record<LossName, Loss>> = {
  softmax_cross_entropy: { kind: "classes", evaluate: crossEntropy },
  binary_cross_entropy: {
    kind: "truth",
    /** Of scores x: log(1 + exp(x)) - t·x, written so that nothing overflows; its slope is sigmoid(x) - t. */
    evaluate(x, targets, slopes) {
      let total = 0;
      for (let i = 0; i < x.length; i++) {
        const [score, target] = [x[i] as number, targets[i] as number];
        total += Math.max(score, 0) - target * score + Math.log1p(Math.exp(-Math.abs(score)));
        slopes[i] = (1 / (1 + Math.exp(-score)) - target) / x.length;
      }
      return total / x.length;
    },
  },
  mean_squares: {
    kind: "numbers",
    evaluate(x, targets, slopes) {
      let total = 0;
      for (let i = 0; i < x.length; i++) {
        const difference = (x[i] as number) - (targets[i] as number);
        total += difference * difference;
        slopes[i] = (2 * difference) / x.length;
      }
      return total / x.length;
    },
  },
};

/** What targets a loss takes. */
export function targetsOf({ loss, shape, axis }: LossHead): TargetForm {
  const { kind } = losses[loss];
  const classes = kind === "classes" ? (shape[axis] ?? 1) : 0;
  return {
    kind,
    classes,
    count: kind === "classes" ? elementCount(shape) / Math.max(1, classes) : elementCount(shape),
  };
}

/** The loss of outputs (scores, for the two cross-entropies) and its slope by each of them. */
export function evaluateLoss(head: LossHead, outputs: Reals, targets: Reals): { loss: number; slopes: Float64Array } {
  const slopes = new Float64Array(outputs.length);
  return { loss: losses[head.loss].evaluate(outputs, targets, slopes, head), slopes };
}
