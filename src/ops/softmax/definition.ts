/** Softmax and its logarithm along one axis (ONNX Softmax, LogSoftmax). */
import { withDefault } from "../attribute.js";
import { defineOperator, type OperatorDefinition } from "../definition.js";
import { perElement } from "../elements.js";

/** Per element: its exponential, and a comparison, a subtraction, an addition and a division (or, for the logarithm, a subtraction). */
function softmaxOperator(op: string, summary: string): OperatorDefinition {
  return defineOperator({
    op,
    since: 13,
    summary,
    attributes: { axis: withDefault("int", -1) },
    inputs: [{ name: "input" }],
    outputs: ["output"],
    infer(c) {
      const shape = c.shape(0);
      const { axis } = c.attributes;
      const rank = shape.length;
      if (axis < -rank || axis >= rank) c.fail("shape/axis", { op, axis: `${axis}`, rank: `${rank}` });
      return [{ dtype: c.input(0).dtype, shape }];
    },
    cost: (c) => ({
      flops: { activation: perElement(c.outputShape(0), 4), transcendental: perElement(c.outputShape(0)) },
    }),
    reach: () => "global",
  });
}

export const softmax = softmaxOperator("Softmax", "exp(x) divided by the sum of exp(x) along an axis");
export const logSoftmax = softmaxOperator("LogSoftmax", "the logarithm of softmax");
