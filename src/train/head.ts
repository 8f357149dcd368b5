/** Where a network ends and its loss begins: a closing softmax or sigmoid is part of the loss. */
import type { Plan } from "../run/plan.js";
import type { LossHead, LossName } from "./loss.js";

/** The value that a loss is taken of, and how. */
export interface PlannedHead extends LossHead {
  readonly value: string;
  /** Whether nobody named the loss: it is the usual one of such an end. */
  readonly isDefault: boolean;
}

/** What closes a network and is computed together with its loss, which loses no digits that way. */
const closings: Readonly<Record<string, LossName>> = {
  Softmax: "softmax_cross_entropy",
  LogSoftmax: "softmax_cross_entropy",
  Sigmoid: "binary_cross_entropy",
};

/**
 * The head of a plan's first output. Without a named loss a closing softmax means cross-entropy, a sigmoid binary
 * cross-entropy, several outputs for each image cross-entropy of scores, one output mean squares. Classes lie along the
 * softmax's axis; without one along axis 1, or the last of [batch, sequence, classes].
 */
export function planHead(plan: Plan, named?: LossName): PlannedHead | undefined {
  const output = plan.outputs[0]?.value;
  if (output === undefined) return undefined;
  const step = plan.steps.find(({ outputs }) => outputs.includes(output));
  const closing = step && Object.hasOwn(closings, step.nodes[0].op) ? closings[step.nodes[0].op] : undefined;
  const isPart = step !== undefined && closing !== undefined && (named ?? closing) === closing;
  const value = (isPart ? step.inputs[0] : undefined) ?? output;
  const shape = plan.values.get(value)?.shape ?? [];
  const declared = isPart ? Number(step.attributes.axis ?? 1) : shape.length === 3 ? 2 : 1;
  const axis = declared < 0 ? declared + shape.length : declared;
  const classes = shape[axis] ?? 1;
  const loss = named ?? closing ?? (classes > 1 ? "softmax_cross_entropy" : "mean_squares");
  return { value, shape, axis, loss, isDefault: named === undefined };
}
