/** Upper or lower triangle of matrices (ONNX Trilu). */
import { withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";

export const trilu = defineOperator({
  op: "Trilu",
  since: 14,
  attributes: { upper: withDefault("int", 1) },
  inputs: [{ name: "input" }, { name: "k", role: "control", optional: true }],
  outputs: ["output"],
  infer(c) {
    const shape = c.shape(0);
    if (shape.length < 2) {
      c.fail("shape/rank", { op: c.op, input: "input", expected: "at least a matrix", shape: c.shapeText(shape) });
    }
    return [{ dtype: c.input(0).dtype, shape }];
  },
});
