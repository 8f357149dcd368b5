/** OneHot in WGSL; negative indices count from the end, others beyond the depth are off everywhere. */
import { wrapAxis } from "../axis.js";
import { elementCount } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { inputAt, kernelOf, outputAt, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { unmovable } from "../wgsl/storage.js";

export const oneHotKernel: MakeKernel = (context) => {
  const refused = unmovable({ ...context, inputs: [context.inputs[0], undefined, context.inputs[2]] });
  if (refused !== undefined) return refused;
  const { shape } = outputAt(context);
  const axis = wrapAxis(Number(context.attributes.axis), inputAt(context, 0).shape.length + 1);
  const pass = flatPass(
    {
      reads: [readInput(context, 0, "P"), readInput(context, 2, "V")],
      writes: [writeOutput(context)],
      uniforms: { depth: shape[axis] ?? 1, inner: elementCount(shape.slice(axis + 1)) },
    },
    elementCount(shape),
    `let line = i / U.inner;
  let given = i32(P[(line / U.depth) * U.inner + i % U.inner]);
  let position = select(given, given + i32(U.depth), given < 0);
  Y[i] = V[select(0u, 1u, position == i32(line % U.depth))];`,
  );
  return kernelOf([pass], exact);
};
