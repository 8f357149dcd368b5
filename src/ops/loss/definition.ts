/** Losses over classes (ONNX NegativeLogLikelihoodLoss, SoftmaxCrossEntropyLoss). */
import { oneOf, optional } from "../attribute.js";
import { type CostContext, defineOperator, type NodeCost, type RuleContext } from "../definition.js";
import { perElement } from "../elements.js";
import { requireRankAtLeast, requireShape } from "../requirements.js";

const attributes = { ignore_index: optional("int"), reduction: oneOf("mean", "sum", "none") } as const;

/** [batch, classes, ...positions] gives a loss for each target, or one for all. */
function inferLoss<D>(c: RuleContext<typeof attributes, D>): readonly D[] {
  const scores = requireRankAtLeast(c, 0, 2, "batch and classes at least");
  const targets = scores.filter((_, axis) => axis !== 1);
  requireShape(c, 1, targets, "a class for every position");
  requireShape(c, 2, scores.slice(1, 2), "a weight for each class");
  return c.attributes.reduction === "none" ? targets : [];
}

/** A negation (and a product with the class's weight) for each target, then additions and the mean's division. */
function lossCost(c: CostContext<typeof attributes>): NodeCost {
  const each = perElement(c.inputShape(1), c.inputs[2] === undefined ? 1 : 2);
  if (c.attributes.reduction === "none") return { flops: { "element-wise": each } };
  return { flops: { "element-wise": each, reduction: perElement(c.inputShape(1)) } };
}

export const negativeLogLikelihoodLoss = defineOperator({
  op: "NegativeLogLikelihoodLoss",
  since: 22,
  attributes,
  inputs: [{ name: "input" }, { name: "target" }, { name: "weight", role: "control", optional: true }],
  outputs: ["loss"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: inferLoss(c) }],
  cost: lossCost,
  reach: () => "global",
});

/** A logarithm of a softmax for every score: see LogSoftmax. */
export const softmaxCrossEntropyLoss = defineOperator({
  op: "SoftmaxCrossEntropyLoss",
  since: 13,
  attributes,
  inputs: [{ name: "scores" }, { name: "labels" }, { name: "weights", role: "control", optional: true }],
  outputs: ["output", "log_prob"],
  infer(c) {
    const { dtype } = c.input(0);
    return [
      { dtype, shape: inferLoss(c) },
      { dtype, shape: c.shape(0) },
    ];
  },
  cost(c): NodeCost {
    const scores = c.inputShape(0);
    const { flops } = lossCost(c);
    return { flops: { ...flops, activation: perElement(scores, 4), transcendental: perElement(scores) } };
  },
  reach: () => "global",
});
