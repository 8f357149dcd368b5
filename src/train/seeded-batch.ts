/** A batch from a seed: inputs of mean 0 and variance 1, targets drawn at random. */
import { randomStream } from "../init/index.js";
import { seededInputs } from "../run/seeded.js";
import type { Batch, Trainer } from "./trainer.js";

/** Throws RunFailure for an input of strings. */
export function seededBatch({ plan, targets }: Pick<Trainer, "plan" | "targets">, seed: number): Batch {
  const { count, classes, kind } = targets;
  const stream = randomStream(seed, "targets");
  const drawn = Float64Array.from({ length: count }, () => {
    if (kind === "numbers") return stream.normal();
    return Math.floor((kind === "classes" ? classes : 2) * stream.uniform());
  });
  return { inputs: seededInputs(plan, seed), targets: drawn };
}
