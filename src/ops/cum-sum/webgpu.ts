/** CumSum in WGSL: one invocation a row. */
import { wrapAxis } from "../axis.js";
import { exact, type MakeKernel } from "../wgsl/kernel.js";
import { knownNumbers, unknownInput } from "../wgsl/moving-kernel.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { rowsOf } from "../wgsl/rows.js";
import { storageOf, uncomputable } from "../wgsl/storage.js";

export const cumSumKernel: MakeKernel = (context) => {
  const refused = uncomputable(context);
  if (refused !== undefined) return refused;
  const axis = knownNumbers(context, 1)?.[0];
  if (axis === undefined) return unknownInput("the axis");
  const x = inputAt(context, 0);
  const rows = rowsOf(x.shape, [wrapAxis(axis, x.shape.length)]);
  const { exclusive, reverse } = context.attributes;
  const store = "Y[at] = sum;";
  const pass = flatPass(
    { reads: [readInput(context, 0, "X")], writes: [writeOutput(context)], uniforms: rows.uniforms },
    rows.count,
    `let base = ${rows.base[0]};
  var sum = ${storageOf(x)}(0);
  for (var k = 0u; k < U.length; k++) {
    let j = ${reverse === 1 ? "U.length - 1u - k" : "k"};
    let at = base + ${rows.element[0]};
    ${exclusive === 1 ? store : ""}
    sum += X[at];
    ${exclusive === 1 ? "" : store}
  }`,
  );
  const sum = { kind: "sum", terms: rows.length, relative: 0, absolute: 0 } as const;
  return kernelOf([pass], storageOf(x) === "f32" ? sum : exact);
};
