/** Hands a tensor's shape to the graph as data (ONNX Shape, Size). */
import { optional, withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { isGuess } from "../element-types.js";

/** A bound counted from the end where negative, kept between 0 and the rank. */
function clampAxis(axis: number, rank: number): number {
  return Math.min(Math.max(axis < 0 ? axis + rank : axis, 0), rank);
}

export const shape = defineOperator({
  op: "Shape",
  since: 25,
  attributes: { start: withDefault("int", 0), end: optional("int") },
  inputs: [{ name: "data" }],
  outputs: ["shape"],
  infer(c) {
    if (isGuess(c.input(0)))
      return [{ dtype: "int64", shape: [c.freshSize(0, 0, "the rank of the input is not known")] }];
    const x = c.shape(0);
    const { start, end } = c.attributes;
    const sizes = x.slice(clampAxis(start, x.length), clampAxis(end ?? x.length, x.length));
    const data = sizes.map((size) => c.algebra.dim(size));
    return [
      { dtype: "int64", shape: [c.algebra.of(data.length)], value: { dtype: "int64", shape: [data.length], data } },
    ];
  },
  reach: () => "global",
});

export const size = defineOperator({
  op: "Size",
  since: 25,
  attributes: {},
  inputs: [{ name: "data" }],
  outputs: ["size"],
  infer(c) {
    if (isGuess(c.input(0))) return [{ dtype: "int64", shape: [] }];
    const a = c.algebra;
    const total = c.shape(0).reduce((product, axis) => a.mul(product, axis), a.of(1));
    return [{ dtype: "int64", shape: [], value: { dtype: "int64", shape: [], data: [a.dim(total)] } }];
  },
  reach: () => "global",
});
