/** Joins axes into a matrix (ONNX Flatten). */
import { withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { reshapeValue } from "../known-value.js";

export const flatten = defineOperator({
  op: "Flatten",
  since: 25,
  attributes: { axis: withDefault("int", 1) },
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const rank = x.length;
    const axis = c.attributes.axis < 0 ? c.attributes.axis + rank : c.attributes.axis;
    if (axis < 0 || axis > rank) c.fail("shape/axis", { op: c.op, axis: `${c.attributes.axis}`, rank: `${rank}` });
    const join = ([first, ...rest]: readonly (typeof x)[0][]) =>
      first === undefined ? a.of(1) : rest.reduce((product, size) => a.mul(product, size), first);
    const { dtype, value } = c.input(0);
    const shape = [join(x.slice(0, axis)), join(x.slice(axis))];
    return [{ dtype, shape, value: reshapeValue(c, value, shape) }];
  },
  reach: () => "global",
});
