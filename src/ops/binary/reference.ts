/** Element-wise functions of two inputs: one kernel for every row of the definitions' table. */
import { mapElements } from "../element-wise.js";
import { inputOf, outputOf } from "../reference-data.js";
import type { ReferenceKernel } from "../reference-kernel.js";
import { binaryFunction, binaryOperators } from "./definition.js";

type Op = keyof typeof binaryOperators;

function kernelOf(op: Op): ReferenceKernel {
  return (call) => {
    const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
    return [mapElements(binaryFunction(op, a.dtype, call.attributes), [a, b], outputOf(call))];
  };
}

export const binaryReferences = Object.fromEntries(
  Object.keys(binaryOperators).map((op) => [op, kernelOf(op as Op)]),
) as { readonly [Name in Op]: ReferenceKernel };
