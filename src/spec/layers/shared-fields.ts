/** Fields that many layers have, and what they mean for the weights. */
import { flag, initialiser, optionalFlag } from "../field.js";
import { activation } from "./activation.js";
import { norm } from "./normalisation.js";

/** A layer that may be followed by an activation. */
export const activated = { activation } as const;

/** Whether training changes the weights. */
export const trainable = { trainable: flag("learnt.trainable", true) } as const;

/** A layer with a kernel and a bias, which a norm and an activation may follow. */
export const learnt = {
  bias: optionalFlag("learnt.bias"),
  norm,
  activation,
  init: initialiser("learnt.init"),
  bias_init: initialiser("bias_init"),
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
