/** The learning rate over the steps, and when to stop early. */

export interface Schedule {
  readonly kind: "constant" | "step" | "cosine";
  /** Of `step`: the rate is multiplied by `factor` (0.1 if absent) every so many steps. */
  readonly every?: number;
  readonly factor?: number;
  /** Steps over which the rate first grows evenly to its full size. */
  readonly warmUp?: number;
}

/**
 * The factor on the learning rate at a step, counted from 0, of `steps`. After the warm-up `step` and `cosine` count
 * from where it ended; PyTorch's LinearLR, StepLR and CosineAnnealingLR in a row.
 */
export function rateFactor(
  { kind, every = 1, factor = 0.1, warmUp = 0 }: Schedule,
  step: number,
  steps: number,
): number {
  if (step < warmUp) return (step + 1) / warmUp;
  const since = step - warmUp;
  if (kind === "step") return factor ** Math.floor(since / every);
  if (kind === "cosine") return (1 + Math.cos((Math.PI * since) / Math.max(1, steps - warmUp))) / 2;
  return 1;
}

/** Says when the last `patience` losses were all no better than the best before them. */
export function earlyStopping(patience: number): (loss: number) => boolean {
  let best = Number.POSITIVE_INFINITY;
  let since = 0;
  return (loss) => {
    since = loss < best ? 0 : since + 1;
    best = Math.min(best, loss);
    return since >= patience;
  };
}
