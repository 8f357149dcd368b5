/** Drops and adds axes of size 1 (ONNX Squeeze, Unsqueeze). */
import { resolveAxes } from "../axis.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";
import { readNumbers, reshapeValue } from "../known-value.js";

/** Without axes every size that can be 1 only is dropped; others have to be at least 2. */
function droppedAxes<D>(c: AnyRuleContext<D>, x: readonly D[]): readonly number[] {
  const a = c.algebra;
  if (c.inputs[1] === undefined) {
    return x.flatMap((size, axis) => {
      if (a.dim(size) === 1) return [axis];
      c.requireAtLeast(size, a.of(2), `Squeeze without axes keeps axis ${axis}`);
      return [];
    });
  }
  const given = readNumbers(c, 1);
  if (given === undefined) return c.unknown("the axes to squeeze are not known");
  return resolveAxes(c, given, x.length);
}

export const squeeze = defineOperator({
  op: "Squeeze",
  since: 25,
  attributes: {},
  inputs: [{ name: "data" }, { name: "axes", role: "control", optional: true }],
  outputs: ["squeezed"],
  infer(c) {
    const x = c.shape(0);
    const axes = droppedAxes(c, x);
    for (const axis of axes) {
      const size = x[axis] as (typeof x)[0];
      if (c.requireEqual(size, c.algebra.of(1), `Squeeze drops axis ${axis}`)) continue;
      const reason = `axis ${axis} of ${c.shapeText(x)} has ${c.text(size)} elements, and only an axis of 1 can be dropped`;
      c.fail("shape/invalid", { op: c.op, reason });
    }
    const shape = x.filter((_, axis) => !axes.includes(axis));
    return [{ dtype: c.input(0).dtype, shape, value: reshapeValue(c, c.input(0).value, shape) }];
  },
  reach: () => "global",
});

export const unsqueeze = defineOperator({
  op: "Unsqueeze",
  since: 25,
  attributes: {},
  inputs: [{ name: "data" }, { name: "axes", role: "control" }],
  outputs: ["expanded"],
  infer(c) {
    const x = c.shape(0);
    const given = readNumbers(c, 1);
    if (given === undefined) return c.unknown("the axes to add are not known");
    const rank = x.length + given.length;
    const axes = resolveAxes(c, given, rank);
    const kept = [...x];
    const one = c.algebra.of(1);
    const shape = Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? one : (kept.shift() ?? one)));
    return [{ dtype: c.input(0).dtype, shape, value: reshapeValue(c, c.input(0).value, shape) }];
  },
  reach: () => "global",
});
