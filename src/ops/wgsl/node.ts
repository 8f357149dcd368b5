/** The commonest forms of a kernel: one pass, one input and one output. */
import type { ErrorBound, Kernel, KernelContext, KernelTensor, Pass } from "./kernel.js";
import type { BoundArray } from "./pass.js";
import { storageOf } from "./storage.js";

/** A kernel without scratch memory and packed weights. */
export function kernelOf(passes: readonly Pass[], bound: ErrorBound): Kernel {
  return { passes, scratch: [], packings: [], bound };
}

function tensorAt(list: readonly (KernelTensor | undefined)[], index: number, what: string): KernelTensor {
  const tensor = list[index];
  if (tensor === undefined) throw new Error(`${what} ${index} is missing`);
  return tensor;
}

/** Input `index`, which inference has made sure of. */
export function inputAt(context: KernelContext, index: number): KernelTensor {
  return tensorAt(context.inputs, index, `${context.op}: input`);
}

export function outputAt(context: KernelContext, index = 0): KernelTensor {
  return tensorAt(context.outputs, index, `${context.op}: output`);
}

/** An input as an array of the shader. */
export function readInput(context: KernelContext, index: number, name: string): BoundArray {
  return { name, type: storageOf(inputAt(context, index)), source: { input: index } };
}

export function writeOutput(context: KernelContext, name = "Y", index = 0): BoundArray {
  return { name, type: storageOf(outputAt(context, index)), source: { output: index } };
}
