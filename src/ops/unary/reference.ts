/** Element-wise functions of one input: one kernel for every formula. */
import { mapElements } from "../element-wise.js";
import { inputOf, outputOf } from "../reference-data.js";
import type { ReferenceKernel } from "../reference-kernel.js";
import type { unaryOperators } from "./definition.js";
import { unaryFormulas, unaryFunction } from "./formulas.js";

function kernelOf(op: string): ReferenceKernel {
  return (call) => {
    const fn = unaryFunction(op, call.attributes) ?? {};
    return [mapElements(fn, [inputOf(call, 0)], outputOf(call))];
  };
}

export const unaryReferences = Object.fromEntries(Object.keys(unaryFormulas).map((op) => [op, kernelOf(op)])) as {
  readonly [Op in keyof typeof unaryOperators]: ReferenceKernel;
};
