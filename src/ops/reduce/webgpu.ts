/** Reductions in WGSL: one invocation an output, the elements in order. */
import { wrapAxis } from "../axis.js";
import { type ErrorBound, exact, type KernelContext, type MakeKernel } from "../wgsl/kernel.js";
import { ulps } from "../wgsl/literal.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { eachElement, rowsOf } from "../wgsl/rows.js";
import { storageOf, uncomputable } from "../wgsl/storage.js";
import type { reduceOperators } from "./definition.js";

interface Row {
  /** Value of `sum` before the first element; the first element itself if absent. */
  readonly first?: string;
  /** Takes `x` into `sum`. */
  readonly step: string;
  /** The result from `sum`. */
  readonly last?: string;
  /** Of n elements. */
  readonly bound: (n: number) => ErrorBound;
  readonly floatOnly?: true;
}

/** Sums of n terms, each rounded `extra` times more. */
const summed =
  (extra: number, relative = 0, absolute = 0) =>
  (n: number): ErrorBound => ({ kind: "sum", terms: n + extra, relative, absolute });
const none = () => exact;

const rows = {
  ReduceSum: { first: "T(0)", step: "sum += x;", bound: summed(0) },
  ReduceMean: { first: "T(0)", step: "sum += x;", last: "sum / T(U.length)", bound: summed(3), floatOnly: true },
  ReduceProd: {
    first: "T(1)",
    step: "sum *= x;",
    bound: (n) => ({ kind: "function", relative: ulps(n), absolute: 2 ** -120 }),
  },
  ReduceMax: { step: "sum = max(sum, x);", bound: none },
  ReduceMin: { step: "sum = min(sum, x);", bound: none },
  ReduceL1: { first: "T(0)", step: "sum += abs(x);", bound: summed(0) },
  ReduceL2: { first: "T(0)", step: "sum += x * x;", last: "sqrt(sum)", bound: summed(1, ulps(5)), floatOnly: true },
  ReduceSumSquare: { first: "T(0)", step: "sum += x * x;", bound: summed(1) },
  // The logarithm turns the relative error of a positive sum into an absolute one.
  ReduceLogSum: { first: "T(0)", step: "sum += x;", last: "log(sum)", bound: logarithm, floatOnly: true },
  ReduceLogSumExp: {
    first: "0f",
    step: "sum += exp(x - top);",
    last: "log(sum) + top",
    bound: logarithm,
    floatOnly: true,
  },
} as const satisfies Readonly<Record<keyof typeof reduceOperators, Row>>;

function logarithm(n: number): ErrorBound {
  return { kind: "function", relative: ulps(4), absolute: ulps(3 + 2 * 88 + n) + 2 ** -21 };
}

/** The reduced axes; undefined where they are not known before the network runs. */
function reducedAxes({ attributes, inputs }: KernelContext): readonly number[] | undefined {
  const rank = inputs[0]?.shape.length ?? 0;
  const all = Array.from({ length: rank }, (_, axis) => axis);
  const whenEmpty = attributes.noop_with_empty_axes === 1 ? [] : all;
  const axes = inputs[1];
  if (axes === undefined || axes.shape[0] === 0) return whenEmpty;
  return axes.value === undefined ? undefined : Array.from(axes.value, (axis) => wrapAxis(axis, rank));
}

const reduceKernel: MakeKernel = (context) => {
  const refused = uncomputable(context);
  if (refused !== undefined) return refused;
  const axes = reducedAxes(context);
  if (axes === undefined) return { absent: "the reduced axes are not known before the network runs" };
  const x = inputAt(context, 0);
  const scalar = storageOf(x);
  const row: Row = rows[context.op as keyof typeof rows];
  if (scalar !== "f32" && row.floatOnly) return { absent: `${context.op} is not computed with ${x.dtype}` };
  const iteration = rowsOf(x.shape, axes);
  if (iteration.length === 0 && row.first === undefined) return { absent: "there is no extreme of no elements" };
  const top = row.step.includes("top") ? `var top = X[base];\n  ${eachElement(iteration, "top = max(top, x);")}` : "";
  const body = `let base = ${iteration.base[0]};
  ${top}
  var sum = ${row.first ?? "X[base]"};
  ${eachElement(iteration, row.step)}
  Y[i] = ${row.last ?? "sum"};`.replace(/\bT\(/g, `${scalar}(`);
  const pass = flatPass(
    { reads: [readInput(context, 0, "X")], writes: [writeOutput(context)], uniforms: iteration.uniforms },
    iteration.count,
    body,
  );
  return kernelOf([pass], scalar === "f32" ? row.bound(iteration.length) : exact);
};

/** One kernel per row of the table. */
export const reduceKernels = Object.fromEntries(Object.keys(rows).map((op) => [op, reduceKernel])) as {
  readonly [Op in keyof typeof rows]: MakeKernel;
};
