/** GatherElements in WGSL; negative positions count from the end. */
import { wrapAxis } from "../axis.js";
import { elementCount, stridesOf } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { unmovable } from "../wgsl/storage.js";
import { indexCode, mergeAxes } from "../wgsl/strides.js";

export const gatherElementsKernel: MakeKernel = (context) => {
  const refused = unmovable(context);
  if (refused !== undefined) return refused;
  const [{ shape }, indices] = [inputAt(context, 0), inputAt(context, 1)];
  const axis = wrapAxis(Number(context.attributes.axis), shape.length);
  const strides = stridesOf(shape);
  const axes = indices.shape.map((size, i) => ({ size, strides: [i === axis ? 0 : (strides[i] ?? 1)] }));
  const { offsets, uniforms } = indexCode(mergeAxes(axes), "i", "");
  const pass = flatPass(
    {
      reads: [readInput(context, 0, "X"), readInput(context, 1, "P")],
      writes: [writeOutput(context)],
      uniforms: { ...uniforms, size: shape[axis] ?? 1, along: strides[axis] ?? 1 },
    },
    elementCount(indices.shape),
    `let given = i32(P[i]);
  let position = u32(select(given, given + i32(U.size), given < 0));
  Y[i] = X[${offsets[0]} + position * U.along];`,
  );
  return kernelOf([pass], exact);
};
