/** Dropout, which at inference hands its input on (ONNX Dropout). */
import { optional } from "../attribute.js";
import { defineOperator } from "../definition.js";

export const dropout = defineOperator({
  op: "Dropout",
  since: 22,
  attributes: { seed: optional("int") },
  inputs: [
    { name: "data" },
    { name: "ratio", role: "control", optional: true },
    { name: "training_mode", role: "control", optional: true },
  ],
  outputs: ["output", "mask"],
  infer(c) {
    const { dtype, value } = c.input(0);
    const training = c.inputs[2];
    const isQuiet = training === undefined || training.value?.data[0] === false;
    const output = { dtype, shape: c.shape(0), value: isQuiet ? value : undefined };
    return c.outputCount > 1 ? [output, { dtype: "bool", shape: output.shape }] : [output];
  },
});
