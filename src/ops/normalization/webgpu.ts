/** Normalisation over the elements themselves in WGSL: one invocation a row, mean before variance. */
import { wrapAxis } from "../axis.js";
import type { ErrorBound, KernelContext, MakeKernel } from "../wgsl/kernel.js";
import { floatText, ulps } from "../wgsl/literal.js";
import { inputAt, kernelOf, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { eachElement, type Rows, rowsOf } from "../wgsl/rows.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";

/** Statistics and factor of a row: leaves `mean` and `factor` for y = (x - mean)·factor. */
type Statistics = (rows: Rows, attributes: Readonly<Record<string, unknown>>) => string;

const meanCode = (rows: Rows) => `var mean = 0f;
  ${eachElement(rows, "mean += x;")}
  mean /= f32(U.length);`;

const varianceCode = (rows: Rows) => `var variance = 0f;
  ${eachElement(rows, "let d = x - mean; variance += d * d;")}
  variance /= f32(U.length);`;

const standardised: Statistics = (rows, { epsilon }) => `${meanCode(rows)}
  ${varianceCode(rows)}
  let factor = 1f / sqrt(variance + ${floatText(Number(epsilon))});`;

const rootMeanSquare: Statistics = (rows, { epsilon }) => `let mean = 0f;
  var square = 0f;
  ${eachElement(rows, "square += x * x;")}
  let factor = 1f / sqrt(square / f32(U.length) + ${floatText(Number(epsilon))});`;

/** ONNX MeanVarianceNormalization adds 1e-9 to the deviation. */
const meanVariance: Statistics = (rows) => `${meanCode(rows)}
  ${varianceCode(rows)}
  let factor = 1f / (sqrt(variance) + 1e-9f);`;

const norm: Statistics = (rows, { p }) => `let mean = 0f;
  var sum = 0f;
  ${eachElement(rows, p === 1 ? "sum += abs(x);" : "sum += x * x;")}
  let factor = 1f / ${p === 1 ? "sum" : "sqrt(sum)"};`;

/**
 * A mean of n terms errs by n·u relatively to the mean of their sizes, the variance by about as much, and y is a
 * difference of two rounded numbers times a factor of 10 ULP: the sum's bound with n + 16 terms covers them.
 */
function propagated(length: number): ErrorBound {
  return { kind: "sum", terms: length + 16, relative: ulps(10), absolute: ulps(Math.sqrt(length) + 16) };
}

interface Layout {
  /** The shape to normalise (the input's own, or with channels taken apart) and the axes of a row. */
  readonly shape: readonly number[];
  readonly axes: readonly number[];
  /** Shapes of scale and bias, which broadcast to `shape`. */
  readonly beside: readonly (readonly number[])[];
}

function rowKernel(statistics: Statistics, layoutOf: (context: KernelContext) => Layout): MakeKernel {
  return (context) => {
    const refused = uncomputable(context, floatOnly);
    if (refused !== undefined) return refused;
    const { shape, axes, beside } = layoutOf(context);
    const rows = rowsOf(shape, axes, beside);
    const [scale, bias] = beside.map((_, k) => `${"AB"[k]}[${rows.base[k + 1]} + ${rows.element[k + 1]}]`);
    const value = `(x - mean) * factor${scale === undefined ? "" : ` * ${scale}`}${bias === undefined ? "" : ` + ${bias}`}`;
    const statisticsOut = context.outputs.length > 1 ? "Mean[i] = mean; Inverse[i] = factor;" : "";
    const pass = flatPass(
      {
        reads: [readInput(context, 0, "X"), ...beside.map((_, k) => readInput(context, k + 1, "AB"[k] ?? "A"))],
        writes: [
          writeOutput(context),
          ...(statisticsOut === "" ? [] : [writeOutput(context, "Mean", 1), writeOutput(context, "Inverse", 2)]),
        ],
        uniforms: rows.uniforms,
      },
      rows.count,
      `let base = ${rows.base[0]};
  ${statistics(rows, context.attributes)}
  ${statisticsOut}
  ${eachElement(rows, `Y[base + ${rows.element[0]}] = ${value};`)}`,
    );
    return kernelOf([pass], propagated(rows.length));
  };
}

/** Axes from the attribute `axis` to the last. */
function trailing(context: KernelContext): Layout {
  const { shape } = inputAt(context, 0);
  const first = wrapAxis(Number(context.attributes.axis), shape.length);
  const axes = shape.flatMap((_, axis) => (axis >= first ? [axis] : []));
  return { shape, axes, beside: context.inputs.slice(1).flatMap((input) => (input ? [input.shape] : [])) };
}

/** [N, C, ...] as [N, groups, C/groups, ...]; one row a group, scale and bias by channel. */
function grouped(context: KernelContext, groups: number): Layout {
  const [batch = 1, channels = 1, ...spatial] = inputAt(context, 0).shape;
  const each = channels / groups;
  const shape = [batch, groups, each, ...spatial];
  const perChannel = [groups, each, ...spatial.map(() => 1)];
  const axes = shape.flatMap((_, axis) => (axis >= 2 ? [axis] : []));
  return { shape, axes, beside: [perChannel, perChannel] };
}

function alongAxes(context: KernelContext, axes: readonly number[]): Layout {
  const { shape } = inputAt(context, 0);
  return { shape, axes: axes.map((axis) => wrapAxis(axis, shape.length)), beside: [] };
}

export const normalizationKernels = {
  LayerNormalization: rowKernel(standardised, trailing),
  RMSNormalization: rowKernel(rootMeanSquare, trailing),
  GroupNormalization: rowKernel(standardised, (c) => grouped(c, Number(c.attributes.num_groups))),
  InstanceNormalization: rowKernel(standardised, (c) => grouped(c, inputAt(c, 0).shape[1] ?? 1)),
  MeanVarianceNormalization: rowKernel(meanVariance, (c) => alongAxes(c, c.attributes.axes as readonly number[])),
  LpNormalization: rowKernel(norm, (c) => alongAxes(c, [Number(c.attributes.axis)])),
} as const;
