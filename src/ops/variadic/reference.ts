/** Element-wise functions of any number of inputs: two at a time, from the left, in float64. */
import { isFloat, type RunTensor, type RunType } from "../../tensor/index.js";
import { twoArguments } from "../arithmetic.js";
import { mapElements } from "../element-wise.js";
import { inputOf, outputOf } from "../reference-data.js";
import type { ReferenceKernel } from "../reference-kernel.js";
import type { ScalarFunction } from "../scalar.js";
import type { variadicOperators } from "./definition.js";

function fold(fn: ScalarFunction, inputs: readonly RunTensor[], output: RunType): RunTensor {
  const between: RunType = isFloat(output.dtype) ? { ...output, dtype: "float64" } : output;
  let total = inputOf({ inputs }, 0);
  for (const next of inputs.slice(1)) total = mapElements(fn, [total, next], between);
  return total;
}

function kernelOf(fn: ScalarFunction, finish?: (total: RunTensor, count: number, output: RunType) => RunTensor) {
  return ((call) => {
    const inputs = call.inputs.map((_, index) => inputOf(call, index));
    const output = outputOf(call);
    const total = fold(fn, inputs, output);
    if (finish !== undefined) return [finish(total, inputs.length, output)];
    return [mapElements(itself, [total], output)];
  }) satisfies ReferenceKernel;
}

const itself: ScalarFunction = {
  number: (...[x = 0]) => x,
  bigint: (...[x = 0n]) => x,
  boolean: (...[x = false]) => x,
};

function divide(total: RunTensor, count: number, output: RunType): RunTensor {
  return mapElements({ number: (...[x = 0]) => x / count }, [total], output);
}

export const variadicReferences: { readonly [Op in keyof typeof variadicOperators]: ReferenceKernel } = {
  Min: kernelOf(twoArguments.Min),
  Max: kernelOf(twoArguments.Max),
  Sum: kernelOf(twoArguments.Add),
  Mean: kernelOf(twoArguments.Add, divide),
};
