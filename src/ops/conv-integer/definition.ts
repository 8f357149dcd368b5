/** Convolution of quantised tensors (ONNX ConvInteger, QLinearConv). */
import {
  convolutionAttributes,
  convolutionProducts,
  convolutionReach,
  convolutionWeightOrder,
  inferConvolution,
} from "../conv/definition.js";
import { defineOperator } from "../definition.js";

export const convInteger = defineOperator({
  op: "ConvInteger",
  since: 10,
  attributes: convolutionAttributes,
  inputs: [
    { name: "x" },
    { name: "w", role: "weight", order: convolutionWeightOrder },
    { name: "x_zero_point", role: "control", optional: true },
    { name: "w_zero_point", role: "control", optional: true },
  ],
  outputs: ["y"],
  infer: (c) => [{ dtype: "int32", shape: inferConvolution(c) }],
  cost: (c) => ({ macs: [{ factors: convolutionProducts(c.inputShape(1), c.outputShape(0)) }] }),
  reach: (attributes, inputs) => convolutionReach(attributes, inputs[0]?.shape, inputs[1]?.shape),
});

export const qLinearConv = defineOperator({
  op: "QLinearConv",
  since: 10,
  attributes: convolutionAttributes,
  inputs: [
    { name: "x" },
    { name: "x_scale", role: "control" },
    { name: "x_zero_point", role: "control" },
    { name: "w", role: "weight", order: convolutionWeightOrder },
    { name: "w_scale", role: "control" },
    { name: "w_zero_point", role: "control" },
    { name: "y_scale", role: "control" },
    { name: "y_zero_point", role: "control" },
    { name: "B", role: "bias", optional: true },
  ],
  outputs: ["y"],
  infer: (c) => [{ dtype: c.input(7).dtype, shape: inferConvolution(c, 0, 3) }],
  cost: (c) => ({ macs: [{ factors: convolutionProducts(c.inputShape(3), c.outputShape(0)) }] }),
  reach: (attributes, inputs) => convolutionReach(attributes, inputs[0]?.shape, inputs[3]?.shape),
});
