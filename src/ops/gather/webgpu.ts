/** Gather in WGSL; negative positions count from the end. */
import { wrapAxis } from "../axis.js";
import { elementCount } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { inputAt, kernelOf, outputAt, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { unmovable } from "../wgsl/storage.js";

export const gatherKernel: MakeKernel = (context) => {
  const refused = unmovable(context);
  if (refused !== undefined) return refused;
  const [{ shape }, indices] = [inputAt(context, 0), inputAt(context, 1)];
  const axis = wrapAxis(Number(context.attributes.axis), shape.length);
  const pass = flatPass(
    {
      reads: [readInput(context, 0, "X"), readInput(context, 1, "P")],
      writes: [writeOutput(context)],
      uniforms: {
        inner: elementCount(shape.slice(axis + 1)),
        positions: elementCount(indices.shape),
        size: shape[axis] ?? 1,
      },
    },
    elementCount(outputAt(context).shape),
    `let line = i / U.inner;
  let given = i32(P[line % U.positions]);
  let position = u32(select(given, given + i32(U.size), given < 0));
  Y[i] = X[((line / U.positions) * U.size + position) * U.inner + i % U.inner];`,
  );
  return kernelOf([pass], exact);
};
