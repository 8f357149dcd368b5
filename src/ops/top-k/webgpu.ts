/** The k greatest or least elements of every line in WGSL: one invocation a line, one element after the other. */
import { wrapAxis } from "../axis.js";
import { elementCount } from "../index-map.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { inputAt, kernelOf, outputAt, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { unmovable } from "../wgsl/storage.js";

export const topKKernel: MakeKernel = (context) => {
  const refused = unmovable({ ...context, inputs: context.inputs.slice(0, 1) });
  if (refused !== undefined) return refused;
  const { shape } = inputAt(context, 0);
  const axis = wrapAxis(Number(context.attributes.axis), shape.length);
  const sign = context.attributes.largest === 1 ? ">" : "<";
  const inner = elementCount(shape.slice(axis + 1));
  const hasIndices = context.outputs.length > 1;
  const pass = flatPass(
    {
      reads: [readInput(context, 0, "X")],
      writes: [writeOutput(context), ...(hasIndices ? [writeOutput(context, "Indices", 1)] : [])],
      uniforms: { inner, length: shape[axis] ?? 1, k: outputAt(context).shape[axis] ?? 0 },
    },
    elementCount(shape.slice(0, axis)) * inner,
    // What comes next is the first of the best elements behind the last one, equal ones in the order of their positions.
    `let base = (i / U.inner) * U.length * U.inner + i % U.inner;
  let first = (i / U.inner) * U.k * U.inner + i % U.inner;
  var last = X[base];
  var lastAt = U.length;
  for (var t = 0u; t < U.k; t++) {
    var best = X[base];
    var at = U.length;
    for (var j = 0u; j < U.length; j++) {
      let x = X[base + j * U.inner];
      let isBehind = t == 0u || last ${sign} x || (x == last && j > lastAt);
      if (isBehind && (at == U.length || x ${sign} best)) { best = x; at = j; }
    }
    Y[first + t * U.inner] = best;
    ${hasIndices ? "Indices[first + t * U.inner] = i32(at);" : ""}
    last = best;
    lastAt = at;
  }`,
  );
  return kernelOf([pass], exact);
};
