/** ArgMax and ArgMin in WGSL: one invocation a row. */
import { wrapAxis } from "../axis.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { eachElement, rowsOf } from "../wgsl/rows.js";
import { unmovable } from "../wgsl/storage.js";

export const argExtremeKernel: MakeKernel = (context) => {
  const refused = unmovable(context);
  if (refused !== undefined) return refused;
  const { shape } = inputAt(context, 0);
  const rows = rowsOf(shape, [wrapAxis(Number(context.attributes.axis), shape.length)]);
  const sign = context.op === "ArgMax" ? ">" : "<";
  const test = context.attributes.select_last_index === 1 ? `x ${sign}= top` : `x ${sign} top`;
  const pass = flatPass(
    { reads: [readInput(context, 0, "X")], writes: [writeOutput(context)], uniforms: rows.uniforms },
    rows.count,
    `let base = ${rows.base[0]};
  var best = 0u;
  var top = X[base];
  ${eachElement(rows, `if (${test}) { top = x; best = j; }`)}
  Y[i] = i32(best);`,
  );
  return kernelOf([pass], exact);
};
