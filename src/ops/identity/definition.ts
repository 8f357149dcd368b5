/** Hands its input on (ONNX Identity). */
import { defineOperator } from "../definition.js";

export const identity = defineOperator({
  op: "Identity",
  since: 25,
  summary: "Hands its input on.",
  attributes: {},
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: c.shape(0), value: c.input(0).value }],
});
