/** Gradient of Einstein summation: each operand's element gets the slope times the product of the others'. */
import { defineGradient, gradientOf } from "../gradient-kernel.js";
import { inputOf } from "../reference-data.js";
import { walkOperands } from "./reference.js";

export const einsumGradient = defineGradient<{ readonly equation: string }>((call) => {
  const operands = call.inputs.map((_, index) => inputOf(call, index));
  const walks = walkOperands(operands, call.attributes.equation);
  const from = gradientOf(call);
  const terms = walks[0]?.inner.length ?? 0;
  let executed = 0;
  const slopes = walks.map(({ data, starts, inner }, own) => {
    if (call.wanted[own] !== true) return undefined;
    const to = new Float64Array(data.length);
    for (let i = 0; i < from.length; i++) {
      for (let k = 0; k < terms; k++) {
        let product = from[i] as number;
        for (const [index, other] of walks.entries()) {
          if (index === own) continue;
          product *= other.data[(other.starts[i] ?? 0) + (other.inner[k] ?? 0)] as number;
          executed++;
        }
        const at = (starts[i] ?? 0) + (inner[k] ?? 0);
        to[at] = (to[at] as number) + product;
      }
    }
    return to;
  });
  if (call.counter !== undefined) call.counter.executed += executed;
  return slopes;
});
