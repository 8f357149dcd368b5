/** Trilu in WGSL. */
import { elementCount } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { knownNumbers, unknownInput } from "../wgsl/moving-kernel.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { storageOf, unmovable } from "../wgsl/storage.js";

export const triluKernel: MakeKernel = (context) => {
  const refused = unmovable(context);
  if (refused !== undefined) return refused;
  const diagonal = context.inputs[1] === undefined ? [0] : knownNumbers(context, 1);
  if (diagonal === undefined) return unknownInput("the diagonal");
  const x = inputAt(context, 0);
  const [height = 1, width = 1] = x.shape.slice(-2);
  // Beyond the matrix a diagonal keeps or drops everything, whatever its exact place.
  const place = Math.max(-height, Math.min(width, diagonal[0] ?? 0));
  const sign = context.attributes.upper === 0 ? "<=" : ">=";
  const pass = flatPass(
    {
      reads: [readInput(context, 0, "X")],
      writes: [writeOutput(context)],
      uniforms: { height, width, diagonal: place },
    },
    elementCount(x.shape),
    `let offset = i32(i % U.width) - i32((i / U.width) % U.height);
  Y[i] = select(${storageOf(x)}(0), X[i], offset ${sign} i32(U.diagonal));`,
  );
  return kernelOf([pass], exact);
};
