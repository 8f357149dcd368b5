/** Joins tensors along an axis (ONNX Concat). */
import type { KnownValue } from "../../tensor/index.js";
import { required } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";
import { requireOneType } from "../element-types.js";
import { concatData } from "../index-map.js";
import { filledValue, keptShape } from "../known-value.js";

/** The joined elements; those of an input that is not known are unknown, as long as one input is known. */
function joinValues<D>(c: AnyRuleContext<D>, axis: number, shape: readonly D[]): KnownValue | undefined {
  const kept = keptShape(c, shape);
  if (kept === undefined || !c.inputs.some((input) => input?.value !== undefined)) return undefined;
  const { dtype } = c.input(0);
  const parts = c.inputs.map((input, index) => input?.value ?? filledValue(c, dtype, c.shape(index), undefined));
  if (!parts.every((part) => part !== undefined)) return undefined;
  return { dtype, shape: kept, data: concatData(parts, axis) };
}

/** The shape of the inputs at `indices` joined along `axis`. */
export function joinedShape<D>(
  c: AnyRuleContext<D>,
  axis: number,
  [start = 0, ...rest]: readonly number[],
): readonly D[] {
  const first = c.shape(start);
  let total = first[axis] as D;
  for (const index of rest) {
    const { name } = c.input(index);
    const shape = c.shape(index);
    const both = { op: c.op, left: c.shapeText(first), right: c.shapeText(shape) };
    const names = { leftName: c.input(start).name, rightName: name };
    if (shape.length !== first.length) {
      c.fail("shape/mismatch", { ...both, ...names }, { formula: `ranks ${first.length} and ${shape.length}` });
    }
    shape.forEach((size, i) => {
      const other = first[i] as D;
      if (i === axis || c.requireEqual(other, size, `joined along axis ${axis}, ${name} needs the same axis ${i}`))
        return;
      const formula = `axis ${i} has ${c.text(other)} and ${c.text(size)}; only axis ${axis} may differ`;
      c.fail("shape/mismatch", { ...both, ...names }, { formula, hint: "crop, pad or resize one of them" });
    });
    total = c.algebra.add(total, shape[axis] as D);
  }
  return first.map((size, i) => (i === axis ? total : size));
}

export const concat = defineOperator({
  op: "Concat",
  since: 13,
  attributes: { axis: required("int") },
  inputs: [{ name: "inputs", variadic: true }],
  outputs: ["concat_result"],
  infer(c) {
    requireOneType(c);
    const axis = resolveAxis(c, c.attributes.axis ?? 0, c.shape(0).length);
    const shape = joinedShape(c, axis, [...c.inputs.keys()]);
    return [{ dtype: c.input(0).dtype, shape, value: joinValues(c, axis, shape) }];
  },
  reach: ({ axis }) => (axis === 0 || axis === 1 ? "pointwise" : "global"),
});
