/** Fields that many layers have, and what they mean for the weights. */
import { flag, initialiser, optionalFlag } from "../field.js";
import { activation } from "./activation.js";
import { norm } from "./normalisation.js";

/** A layer that may be followed by an activation. */
export const activated = { activation } as const;

/** Whether training changes the weights. */
export const trainable = { trainable: flag("Whether training changes the weights.", true) } as const;

/** A layer with a kernel and a bias, which a norm and an activation may follow. */
export const learnt = {
  bias: optionalFlag("Whether a bias is added. If absent: yes, unless `norm` follows, which would undo it."),
  norm,
  activation,
  init: initialiser("How the kernel is drawn."),
  bias_init: initialiser("How the bias is drawn."),
  ...trainable,
} as const;

/** Whether a learnt layer has a bias. */
export function hasBias({
  bias,
  norm,
}: {
  readonly bias: boolean | undefined;
  readonly norm: { readonly type: string } | undefined;
}): boolean {
  return bias ?? (norm === undefined || norm.type === "none");
}
