/** Gradients of operators that only move elements: the operator itself, run on the elements' numbers, says where each came from. */
import { isFloat, type RunTensor } from "../tensor/index.js";
import { type GradientKernel, gradientOf } from "./gradient-kernel.js";
import { realsOf } from "./reference-data.js";
import type { ReferenceKernel } from "./reference-kernel.js";

/**
 * Runs the kernel on tensors whose elements are numbers from 1 on (0 for what is not wanted, and for fill values); each
 * output element's slope is added to the input element whose number arrived there.
 */
export function movementGradient(kernel: ReferenceKernel): GradientKernel {
  return (call) => {
    const starts: (number | undefined)[] = [];
    let next = 1;
    const inputs = call.inputs.map((tensor, index): RunTensor | undefined => {
      if (tensor === undefined || !isFloat(tensor.dtype)) return tensor;
      const data = new Float64Array(tensor.data.length);
      if (call.wanted[index] === true) {
        starts[index] = next;
        for (let i = 0; i < data.length; i++) data[i] = next++;
      }
      return { dtype: "float64", shape: tensor.shape, data };
    });
    const outputs = call.outputs.map(
      ({ dtype, shape }) => ({ dtype: isFloat(dtype) ? "float64" : dtype, shape }) as const,
    );
    const moved = kernel({ inputs, attributes: call.attributes, outputs });
    const sums = new Float64Array(next);
    moved.forEach((tensor, index) => {
      if (call.gradients[index] === undefined) return;
      const [numbers, from] = [realsOf(tensor), gradientOf(call, index)];
      for (let i = 0; i < from.length; i++) {
        const at = numbers[i] as number;
        sums[at] = (sums[at] as number) + (from[i] as number);
      }
    });
    return call.inputs.map((tensor, index) => {
      const start = starts[index];
      return tensor === undefined || start === undefined ? undefined : sums.subarray(start, start + tensor.data.length);
    });
  };
}

/** Of operators whose output is the first input under another shape: the slope is the same elements again. */
export const viewGradient: GradientKernel = (call) => [gradientOf(call)];
