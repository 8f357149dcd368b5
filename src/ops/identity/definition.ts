/** Hands its input on (ONNX Identity). */
import { defineOperator } from "../definition.js";

export const identity = defineOperator({
  op: "Identity",
  since: 25,
  attributes: {},
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const { dtype, shape, value, container } = c.input(0);
    return [{ dtype, shape: container === undefined ? c.shape(0) : shape, value, container }];
  },
});
