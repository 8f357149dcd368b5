/** What is done to slopes before an optimiser sees them: penalties on the weights are added, great ones are cut. */
import type { Reals } from "../../ops/reference-data.js";

export interface SlopeSettings {
  /** Factor of the sum of |w|, whose slope is its sign. */
  readonly l1?: number;
  /** Factor of the sum of w²/2, whose slope is w: PyTorch's `weight_decay`. */
  readonly l2?: number;
  readonly clip?: Clip;
}

export interface Clip {
  /** `value`: each slope; `norm`: each tensor's length; `global`: the length of all together. */
  readonly by: "value" | "norm" | "global";
  readonly most: number;
}

export type Slopes = ReadonlyMap<string, Reals>;

/** Euclidean length of all slopes together. */
export function lengthOf(tensors: Iterable<Reals>): number {
  let total = 0;
  for (const tensor of tensors) for (const value of tensor) total += value * value;
  return Math.sqrt(total);
}

/** As `torch.nn.utils.clip_grad_norm_` has it: by most/(length + 1e-6), never lengthened. */
function shorten(tensors: readonly Reals[], most: number): void {
  const factor = most / (lengthOf(tensors) + 1e-6);
  // A length that is NaN makes every slope NaN, so that it is seen.
  if (factor >= 1) return;
  for (const tensor of tensors) for (let i = 0; i < tensor.length; i++) tensor[i] = (tensor[i] as number) * factor;
}

/** The slopes of the loss with its penalties, cut; the ones given stay as they are. */
export function prepareSlopes(weights: Slopes, slopes: Slopes, settings: SlopeSettings): Slopes {
  const { l1 = 0, l2 = 0, clip } = settings;
  const prepared = new Map<string, Float64Array>();
  for (const [name, given] of slopes) {
    const own = Float64Array.from(given);
    const weight = weights.get(name);
    if (weight !== undefined && (l1 !== 0 || l2 !== 0)) {
      for (let i = 0; i < own.length; i++) {
        const w = weight[i] as number;
        own[i] = (own[i] as number) + l1 * Math.sign(w) + l2 * w;
      }
    }
    prepared.set(name, own);
  }
  const all = [...prepared.values()];
  if (clip?.by === "value") {
    for (const own of all)
      for (let i = 0; i < own.length; i++) own[i] = Math.max(-clip.most, Math.min(clip.most, own[i] as number));
  }
  if (clip?.by === "norm") for (const own of all) shorten([own], clip.most);
  if (clip?.by === "global") shorten(all, clip.most);
  return prepared;
}
