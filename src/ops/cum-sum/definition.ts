/** Running sums along an axis (ONNX CumSum). */
import { withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { defineOperator } from "../definition.js";
import { countsAsFlops } from "../element-types.js";
import { perElement } from "../elements.js";
import { readNumbers } from "../known-value.js";

export const cumSum = defineOperator({
  op: "CumSum",
  since: 14,
  summary: "Adds up the elements along an axis, keeping every partial sum.",
  attributes: { exclusive: withDefault("int", 0), reverse: withDefault("int", 0) },
  inputs: [{ name: "x" }, { name: "axis", role: "control" }],
  outputs: ["y"],
  infer(c) {
    const shape = c.shape(0);
    const axis = readNumbers(c, 1)?.[0];
    if (axis !== undefined) resolveAxis(c, axis, shape.length);
    return [{ dtype: c.input(0).dtype, shape }];
  },
  /** One addition per element: the first of each line is added to zero. */
  cost: (c) => ({ flops: countsAsFlops(c.inputs) ? { reduction: perElement(c.outputShape(0)) } : {} }),
  reach: () => "global",
});
