/** Gradient of running sums: an element goes into all sums from its own on, so its slope is the running sum the other way. */
import { defineGradient, gradientOf } from "../gradient-kernel.js";
import { inputOf, realsOf } from "../reference-data.js";
import { cumSumReference } from "./reference.js";

export const cumSumGradient = defineGradient<{ readonly exclusive: number; readonly reverse: number }>((call) => {
  const { exclusive, reverse } = call.attributes;
  const type = { dtype: "float64", shape: inputOf(call, 0).shape } as const;
  const slopes = { ...type, data: Float64Array.from(gradientOf(call)) };
  const attributes = { exclusive, reverse: 1 - reverse };
  const [sums] = cumSumReference({ inputs: [slopes, call.inputs[1]], attributes, outputs: [type] });
  return [sums && realsOf(sums)];
});
