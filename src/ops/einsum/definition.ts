/** Sums of products over named axes (ONNX Einsum, numpy.einsum). */
import type { Dim } from "../../dim/index.js";
import { required } from "../attribute.js";
import { type AnyRuleContext, defineOperator, type NodeCost, Uncountable } from "../definition.js";
import { elementFactors } from "../elements.js";
import { type Label, labelsOf, outputLabels, parseEquation } from "./equation.js";

function failEquation<D>(c: AnyRuleContext<D>, equation: string, rule: string): never {
  return c.fail("node/attribute-value", { op: c.op, attribute: "equation", value: `"${equation}"`, rule });
}

export const einsum = defineOperator({
  op: "Einsum",
  since: 12,
  attributes: { equation: required("string") },
  inputs: [{ name: "Inputs", variadic: true }],
  outputs: ["Output"],
  infer(c) {
    const { equation: text } = c.attributes;
    const equation = text === undefined ? undefined : parseEquation(text);
    if (equation === undefined) return failEquation(c, `${text}`, "it has the form `ij,jk->ik`");
    if (equation.operands.length !== c.inputs.length) {
      failEquation(c, text, `it names ${equation.operands.length} operands, and there are ${c.inputs.length}`);
    }
    const sizes = new Map<Label, (typeof c)["algebra"] extends { of(dim: Dim): infer D } ? D : never>();
    const operands = equation.operands.map((term, index) => {
      const shape = c.shape(index);
      const labels = labelsOf(term, shape.length);
      if (labels === undefined)
        return failEquation(c, text, `"${term}" does not name the axes of ${c.shapeText(shape)}`);
      labels.forEach((label, axis) => {
        const size = shape[axis];
        if (size === undefined) return;
        const known = sizes.get(label);
        const joined = known === undefined ? size : joinSizes(c, label, known, size);
        if (joined === undefined) {
          const found = `${c.text(known ?? size)} and ${c.text(size)}`;
          return c.fail("shape/invalid", {
            op: c.op,
            reason: `the axes named "${label}" in ${text} have sizes ${found}`,
          });
        }
        sizes.set(label, joined);
      });
      return labels;
    });
    const output = outputLabels(equation, operands);
    if (output === undefined)
      return failEquation(c, text, "the output names each of its axes once, and only axes of the inputs");
    return [{ dtype: c.input(0).dtype, shape: output.map((label) => sizes.get(label) ?? c.algebra.of(1)) }];
  },
  /** Two operands: one MAC per combination of all axes. One operand: an addition for every element beyond the first. */
  cost(c): NodeCost {
    const equation = parseEquation(c.attributes.equation);
    if (equation === undefined || c.inputs.length > 2)
      throw new Uncountable("the order of contraction decides the cost");
    const sizes = new Map<Label, Dim>();
    equation.operands.forEach((term, index) => {
      const shape = c.inputShape(index);
      labelsOf(term, shape.length)?.forEach((label, axis) => {
        const size = shape[axis] ?? 1;
        if (size !== 1 || !sizes.has(label)) sizes.set(label, size);
      });
    });
    const all = [...sizes.values()].map((value) => ({ role: "axis", value }));
    if (c.inputs.length === 2) return { macs: [{ factors: all }] };
    const less = { factors: [{ role: "sign", value: -1 }, ...elementFactors(c.outputShape(0))] };
    return { flops: { reduction: [{ factors: all }, less] } };
  },
  reach: () => "global",
});

/** Ellipsis axes broadcast; named ones are equal. */
function joinSizes<D>(c: AnyRuleContext<D>, label: Label, a: D, b: D): D | undefined {
  if (label.startsWith("...")) return c.requireBroadcast(a, b, "the ellipsis axes broadcast");
  return c.requireEqual(a, b, `both axes are named "${label}"`) ? a : undefined;
}
