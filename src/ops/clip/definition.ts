/** Keeps elements between two bounds (ONNX Clip; with 0 and 6 it is ReLU6). */
import { twoArguments } from "../arithmetic.js";
import { defineOperator } from "../definition.js";
import { countsAsFlops, requireOneType } from "../element-types.js";
import { perElement } from "../elements.js";
import { mapValues } from "../known-value.js";
import { requireSingle } from "../requirements.js";

export const clip = defineOperator({
  op: "Clip",
  since: 13,
  summary: "Keeps every element between a least and a greatest value.",
  attributes: {},
  inputs: [
    { name: "input" },
    { name: "min", role: "control", optional: true },
    { name: "max", role: "control", optional: true },
  ],
  outputs: ["output"],
  infer(c) {
    requireOneType(c);
    const { dtype, value } = c.input(0);
    const shape = c.shape(0);
    for (const index of [1, 2]) requireSingle(c, index);
    const [, least, most] = c.inputs;
    const raised = least === undefined ? value : mapValues(c, [value, least.value], shape, dtype, twoArguments.Max);
    const kept = most === undefined ? raised : mapValues(c, [raised, most.value], shape, dtype, twoArguments.Min);
    return [{ dtype, shape, value: kept }];
  },
  /** One comparison per bound. */
  cost(c) {
    const bounds = [1, 2].filter((index) => c.inputs[index] !== undefined).length;
    return { flops: bounds > 0 && countsAsFlops(c.inputs) ? { activation: perElement(c.outputShape(0), bounds) } : {} };
  },
});
