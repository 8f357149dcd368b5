/** Softmax, its logarithm and its hard form in WGSL: one invocation a row. */
import { wrapAxis } from "../axis.js";
import { type ErrorBound, exact, type MakeKernel } from "../wgsl/kernel.js";
import { ulps } from "../wgsl/literal.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { eachElement, type Rows, rowsOf } from "../wgsl/rows.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";

/** exp(x - max) errs by 3 + 2·88 ULP at most, numerator and sum alike; the sum of n positive terms by n·u. */
const exponential = ulps(3 + 2 * 88);

interface Form {
  readonly code: (rows: Rows) => string;
  readonly bound: (length: number) => ErrorBound;
}

const greatest = (rows: Rows) => `var top = X[base];\n  ${eachElement(rows, "top = max(top, x);")}`;
const total = (rows: Rows) => `var sum = 0f;\n  ${eachElement(rows, "sum += exp(x - top);")}`;

const softmaxForm: Form = {
  code: (rows) => `${greatest(rows)}
  ${total(rows)}
  ${eachElement(rows, `Y[base + ${rows.element[0]}] = exp(x - top) / sum;`)}`,
  bound: (length) => ({ kind: "function", relative: 2 * exponential + ulps(length / 2 + 3), absolute: 2 ** -126 }),
};

const logSoftmaxForm: Form = {
  code: (rows) => `${greatest(rows)}
  ${total(rows)}
  let logarithm = log(sum);
  ${eachElement(rows, `Y[base + ${rows.element[0]}] = x - top - logarithm;`)}`,
  // The logarithm of a sum that is relatively right to `exponential + n·u` is absolutely right to that, and to 2^-21.
  bound: (length) => ({
    kind: "function",
    relative: ulps(2),
    absolute: exponential + ulps(length / 2) + 2 ** -21,
  }),
};

const hardmaxForm: Form = {
  code: (rows) => `var best = 0u;
  var top = X[base];
  ${eachElement(rows, "if (x > top) { top = x; best = j; }")}
  ${eachElement(rows, `Y[base + ${rows.element[0]}] = select(0f, 1f, j == best);`)}`,
  bound: () => exact,
};

function rowKernel(form: Form): MakeKernel {
  return (context) => {
    const refused = uncomputable(context, floatOnly);
    if (refused !== undefined) return refused;
    const { shape } = inputAt(context, 0);
    const rows = rowsOf(shape, [wrapAxis(Number(context.attributes.axis), shape.length)]);
    const parts = {
      reads: [readInput(context, 0, "X")],
      writes: [writeOutput(context)],
      uniforms: rows.uniforms,
    };
    const pass = flatPass(parts, rows.count, `let base = ${rows.base[0]};\n  ${form.code(rows)}`);
    return kernelOf([pass], form.bound(rows.length));
  };
}

export const softmaxKernels = {
  Softmax: rowKernel(softmaxForm),
  LogSoftmax: rowKernel(logSoftmaxForm),
  Hardmax: rowKernel(hardmaxForm),
} as const;
