/** Einstein summation in WGSL: one invocation an output element, which sums over all labels that the output lacks. */
import { elementCount, stridesOf } from "../index-map.js";
import { type KernelContext, type KernelTensor, type MakeKernel, unitRoundoff } from "../wgsl/kernel.js";
import { inputAt, kernelOf, outputAt, readInput, writeOutput } from "../wgsl/node.js";
import { flatPass } from "../wgsl/pass.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";
import { type Axis, indexCode, mergeAxes } from "../wgsl/strides.js";
import { type Label, labelsOf, outputLabels, parseEquation } from "./equation.js";

/** Operands that leave room for the output among the eight storage buffers of a shader. */
const mostOperands = 7;

/** How far elements are apart along a label; a label that an operand has twice walks its diagonal. */
function strideAlong(label: Label, labels: readonly Label[], shape: readonly number[]): number {
  const strides = stridesOf(shape);
  return labels.reduce((sum, own, axis) => sum + (own === label && shape[axis] !== 1 ? (strides[axis] ?? 0) : 0), 0);
}

export const einsumKernel: MakeKernel = (context) => {
  const refused = uncomputable(context, floatOnly);
  if (refused !== undefined) return refused;
  const operands = context.inputs.map((_, index) => inputAt(context, index));
  if (operands.length > mostOperands)
    return { absent: `more than ${mostOperands} operands are not multiplied in WGSL` };
  const { sizes, terms, output } = labelled(context, operands);
  const axesOf = (labels: readonly Label[]): readonly Axis[] =>
    mergeAxes([
      ...labels.map((label) => ({
        size: sizes.get(label) ?? 1,
        strides: operands.map(({ shape }, i) => strideAlong(label, terms[i] ?? [], shape)),
      })),
      { size: 1, strides: operands.map(() => 0) },
    ]);
  const summed = [...sizes.keys()].filter((label) => !output.includes(label));
  const start = indexCode(axesOf(output), "i", "out");
  const inner = indexCode(axesOf(summed), "k", "sum");
  const length = summed.reduce((product, label) => product * (sizes.get(label) ?? 1), 1);
  const factors = operands.map((_, k) => `X${k}[start${k} + ${inner.offsets[k]}]`);
  const pass = flatPass(
    {
      reads: operands.map((_, index) => readInput(context, index, `X${index}`)),
      writes: [writeOutput(context)],
      uniforms: { ...start.uniforms, ...inner.uniforms, length },
    },
    elementCount(outputAt(context).shape),
    `${operands.map((_, k) => `let start${k} = ${start.offsets[k]};`).join("\n  ")}
  var sum = 0f;
  for (var k = 0u; k < U.length; k++) { sum += ${factors.join(" * ")}; }
  Y[i] = sum;`,
  );
  const relative = operands.length * unitRoundoff;
  return kernelOf([pass], { kind: "sum", terms: length + operands.length, relative, absolute: 0 });
};

function labelled({ attributes }: KernelContext, operands: readonly KernelTensor[]) {
  const equation = parseEquation(String(attributes.equation));
  const terms = operands.map(({ shape }, i) => labelsOf(equation?.operands[i] ?? "", shape.length) ?? []);
  const output = equation === undefined ? [] : (outputLabels(equation, terms) ?? []);
  const sizes = new Map<Label, number>();
  terms.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      sizes.set(label, Math.max(sizes.get(label) ?? 1, operands[i]?.shape[axis] ?? 1));
    });
  });
  return { sizes, terms, output };
}
