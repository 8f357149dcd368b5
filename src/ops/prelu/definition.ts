/** Leaky ReLU with a learnt slope (ONNX PRelu; He et al., Delving deep into rectifiers, 2015). */
import { requireBroadcastTo } from "../broadcast.js";
import { defineOperator } from "../definition.js";
import { perElement } from "../elements.js";

export const prelu = defineOperator({
  op: "PRelu",
  since: 16,
  attributes: {},
  inputs: [{ name: "X" }, { name: "slope", role: "weight" }],
  outputs: ["Y"],
  infer(c) {
    const shape = c.shape(0);
    requireBroadcastTo(c, { name: "slope", shape: c.shape(1) }, { name: "X", shape });
    return [{ dtype: c.input(0).dtype, shape }];
  },
  /** A comparison and a multiplication. */
  cost: (c) => ({ flops: { activation: perElement(c.outputShape(0), 2) } }),
});
