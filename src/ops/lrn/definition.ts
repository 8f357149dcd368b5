/** Local response normalisation across channels (ONNX LRN; Krizhevsky et al., 2012, section 3.3). */
import { required, withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { perElement } from "../elements.js";

export const lrn = defineOperator({
  op: "LRN",
  since: 13,
  attributes: {
    alpha: withDefault("float", 1e-4),
    beta: withDefault("float", 0.75),
    bias: withDefault("float", 1),
    size: required("int"),
  },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: c.shape(0) }],
  // Per element: `size` squares and additions, one multiplication, one addition, one division; and one power.
  cost: (c) => ({
    flops: {
      normalisation: perElement(c.outputShape(0), 2 * c.attributes.size + 3),
      transcendental: perElement(c.outputShape(0)),
    },
  }),
});
