/** Every value once (ONNX Unique), with where it is found and how often. */
import { optional, withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { defineOperator, Uncountable } from "../definition.js";
import { boundedBy, productOf } from "../requirements.js";

export const unique = defineOperator({
  op: "Unique",
  since: 11,
  attributes: { axis: optional("int"), sorted: withDefault("int", 1) },
  inputs: [{ name: "X" }],
  outputs: ["Y", "indices", "inverse_indices", "counts"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const { axis: named } = c.attributes;
    const axis = named === undefined ? 0 : resolveAxis(c, named, x.length);
    const source = named === undefined ? [productOf(c, x)] : x;
    const size = source[axis] as (typeof source)[0];
    const isEmpty = source.some((other) => a.dim(other) === 0);
    const reason = "the data decides how many different elements there are";
    const count = isEmpty ? a.of(0) : c.freshSize(0, axis, reason, { min: 1, ...boundedBy(c, size) });
    const list = { dtype: "int64", shape: [count] } as const;
    const y = { dtype: c.input(0).dtype, shape: source.map((other, i) => (i === axis ? count : other)) };
    return [y, list, { dtype: "int64", shape: [size] }, list];
  },
  cost() {
    throw new Uncountable("the number of comparisons depends on the algorithm and on the data");
  },
  reach: () => "global",
});
