/** Operators that hand their elements on in the same order, as a copy where the plan has no view for them. */
import { elementCount } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { unmovable } from "../wgsl/storage.js";

export const copyKernel: MakeKernel = (context) => {
  // Only the first input and output move; shapes and axes beside them are for inference.
  const { inputs, outputs } = context;
  const isTraining = context.op === "Dropout" && inputs[2] !== undefined && inputs[2].value?.[0] !== 0;
  if (isTraining) return { absent: "the random elements of a training Dropout are not drawn in WGSL" };
  const refused = unmovable({ ...context, inputs: inputs.slice(0, 1) });
  if (refused !== undefined) return refused;
  const parts = { reads: [readInput(context, 0, "X")], writes: [writeOutput(context)], uniforms: {} };
  const count = elementCount(inputAt(context, 0).shape);
  const copy = flatPass(parts, count, "Y[i] = X[i];");
  if (outputs.length < 2) return kernelOf([copy], exact);
  // The mask of a Dropout that drops nothing.
  const mask = { reads: [], writes: [writeOutput(context, "Y", 1)], uniforms: {} };
  return kernelOf([copy, flatPass(mask, count, "Y[i] = 1u;")], exact);
};
