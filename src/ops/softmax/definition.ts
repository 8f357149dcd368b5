/** Softmax, its logarithm and its hard form along one axis (ONNX Softmax, LogSoftmax, Hardmax). */
import { withDefault } from "../attribute.js";
import { reachOfAxes, resolveAxis } from "../axis.js";
import { defineOperator, type OperatorDefinition } from "../definition.js";
import { perElement } from "../elements.js";

/** Per element: its exponential, and a comparison, a subtraction, an addition and a division (or, for the logarithm, a subtraction). */
function softmaxOperator(op: string): OperatorDefinition {
  return defineOperator({
    op,
    since: 13,
    attributes: { axis: withDefault("int", -1) },
    inputs: [{ name: "input" }],
    outputs: ["output"],
    infer(c) {
      const shape = c.shape(0);
      resolveAxis(c, c.attributes.axis, shape.length);
      return [{ dtype: c.input(0).dtype, shape }];
    },
    cost: (c) => ({
      flops: { activation: perElement(c.outputShape(0), 4), transcendental: perElement(c.outputShape(0)) },
    }),
    reach: ({ axis }, inputs) => reachOfAxes([axis], inputs),
  });
}

export const softmax = softmaxOperator("Softmax");
export const logSoftmax = softmaxOperator("LogSoftmax");

export const hardmax = defineOperator({
  op: "Hardmax",
  since: 13,
  attributes: { axis: withDefault("int", -1) },
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const shape = c.shape(0);
    resolveAxis(c, c.attributes.axis, shape.length);
    return [{ dtype: c.input(0).dtype, shape }];
  },
  /** One comparison per element. */
  cost: (c) => ({ flops: { activation: perElement(c.outputShape(0)) } }),
  reach: ({ axis }, inputs) => reachOfAxes([axis], inputs),
});
