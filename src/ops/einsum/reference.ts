/** Einstein summation in plain loops: for every output element the sum, over all other labels, of the operands' products. */
import type { RunTensor } from "../../tensor/index.js";
import { type AxisMap, offsetsOf, stridesOf } from "../index-map.js";
import { defineKernel, inputOf, outputOf, type Reals, realsOf, tensorOf } from "../reference-data.js";
import { type Label, labelsOf, outputLabels, parseEquation } from "./equation.js";

/** How far an operand's elements are apart along a label: 0 where it does not have it or repeats one element. */
function strideAlong(label: Label, labels: readonly Label[], { shape }: RunTensor): number {
  const strides = stridesOf(shape);
  return labels.reduce(
    (total, other, axis) => (other === label && shape[axis] !== 1 ? total + (strides[axis] ?? 0) : total),
    0,
  );
}

/** How an operand is walked over: where each output element starts, and the steps of the sum from there. */
interface Walk {
  readonly data: Reals;
  readonly starts: readonly number[];
  readonly inner: readonly number[];
}

/** The walks of all operands of an equation. */
export function walkOperands(operands: readonly RunTensor[], written: string): readonly Walk[] {
  const equation = parseEquation(written);
  const terms = operands.map(({ shape }, i) => labelsOf(equation?.operands[i] ?? "", shape.length) ?? []);
  const output = equation === undefined ? [] : (outputLabels(equation, terms) ?? []);
  const sizes = new Map<Label, number>();
  terms.forEach((labels, i) => {
    labels.forEach((label, axis) => {
      sizes.set(label, Math.max(sizes.get(label) ?? 1, operands[i]?.shape[axis] ?? 1));
    });
  });
  const summed = [...sizes.keys()].filter((label) => !output.includes(label));
  return operands.map((operand, i) => {
    const along = (labels: readonly Label[]) =>
      offsetsOf(
        labels.map((label): AxisMap => {
          const stride = strideAlong(label, terms[i] ?? [], operand);
          return Array.from({ length: sizes.get(label) ?? 1 }, (_, at) => at * stride);
        }),
      );
    return { data: realsOf(operand), starts: along(output), inner: along(summed) };
  });
}

export const einsumReference = defineKernel<{ readonly equation: string }>((call) => {
  const operands = call.inputs.map((_, index) => inputOf(call, index));
  const walks = walkOperands(operands, call.attributes.equation);
  const terminals = walks[0]?.inner.length ?? 0;
  let executed = 0;
  const result = tensorOf(outputOf(call), (i) => {
    let sum = 0;
    for (let k = 0; k < terminals; k++) {
      let product = 1;
      walks.forEach(({ data, starts, inner }, operand) => {
        const factor = data[(starts[i] ?? 0) + (inner[k] ?? 0)] as number;
        if (operand > 0) executed++;
        product = operand > 0 ? product * factor : factor;
      });
      sum += product;
    }
    return sum;
  });
  if (call.counter !== undefined) call.counter.executed += executed;
  return [result];
});
