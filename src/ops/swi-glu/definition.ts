/** A gate through Swish times a value (ONNX SwiGLU; Shazeer, GLU variants improve transformer, 2020). */
import { withDefault } from "../attribute.js";
import { defineOperator, type NodeCost } from "../definition.js";
import { requireOneType } from "../element-types.js";
import { perElement } from "../elements.js";
import { requireShape } from "../requirements.js";
import { elementCost } from "../unary/definition.js";

export const swiGlu = defineOperator({
  op: "SwiGLU",
  since: 28,
  attributes: { alpha: withDefault("float", 1) },
  inputs: [{ name: "A" }, { name: "B" }],
  outputs: ["Y"],
  infer(c) {
    requireOneType(c);
    requireShape(c, 1, c.shape(0), "A's shape, without broadcasting");
    return [{ dtype: c.input(0).dtype, shape: c.shape(0) }];
  },
  /** Swish, and a product. */
  cost(c): NodeCost {
    const { operations = 0, transcendental = 0 } = elementCost("Swish", c.attributes) ?? {};
    const shape = c.outputShape(0);
    return {
      flops: { activation: perElement(shape, operations + 1), transcendental: perElement(shape, transcendental) },
    };
  },
});
