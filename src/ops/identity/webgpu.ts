/** Operators that hand their elements on in the same order, as a copy where the plan has no view for them. */
import { elementCount } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { unmovable } from "../wgsl/storage.js";

export const copyKernel: MakeKernel = (context) => {
  // Only the first input and output move; shapes and axes beside them are for inference.
  const { inputs, outputs } = context;
  if (outputs.length > 1) return { absent: `${context.op} with ${outputs.length} outputs is not computed in WGSL` };
  const refused = unmovable({ ...context, inputs: inputs.slice(0, 1) });
  if (refused !== undefined) return refused;
  const parts = { reads: [readInput(context, 0, "X")], writes: [writeOutput(context)], uniforms: {} };
  return kernelOf([flatPass(parts, elementCount(inputAt(context, 0).shape), "Y[i] = X[i];")], exact);
};
