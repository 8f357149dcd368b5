/** Changes of element type in WGSL. */

import type { DType } from "../../tensor/index.js";
import { elementCount } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { inputAt, kernelOf, outputAt, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { storageOf } from "../wgsl/storage.js";

/** Targets that hold whatever their storage holds: a narrower integer would have to wrap around. */
const targets: ReadonlySet<DType> = new Set(["float32", "int32", "int64", "uint32", "bool"]);

export const castKernel: MakeKernel = (context) => {
  const [x, y] = [inputAt(context, 0), outputAt(context)];
  const sources: ReadonlySet<DType> = new Set([...targets, "int8", "int16", "uint8", "uint16"]);
  if (!sources.has(x.dtype) || !targets.has(y.dtype)) return { absent: `${x.dtype} to ${y.dtype} is not cast in WGSL` };
  // The integers of a float beyond 32 bits, and 64-bit ones that lie as 32, are the reference's.
  if (x.dtype === "float32" && (y.dtype === "int64" || y.dtype === "uint32")) {
    return { absent: `${x.dtype} to ${y.dtype} is not cast in WGSL` };
  }
  const zero = storageOf(x) === "f32" ? "0f" : `${storageOf(x)}(0)`;
  const expression = y.dtype === "bool" ? `select(0u, 1u, x != ${zero})` : `${storageOf(y)}(x)`;
  const parts = { reads: [readInput(context, 0, "X")], writes: [writeOutput(context)], uniforms: {} };
  return kernelOf([flatPass(parts, elementCount(y.shape), `let x = X[i];\n  Y[i] = ${expression};`)], exact);
};
