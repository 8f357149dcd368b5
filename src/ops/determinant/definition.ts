/** Determinants of stacks of square matrices (ONNX Det). */
import { defineOperator, Uncountable } from "../definition.js";
import { requireRankAtLeast, requireSame } from "../requirements.js";

export const determinant = defineOperator({
  op: "Det",
  since: 22,
  attributes: {},
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const x = requireRankAtLeast(c, 0, 2, "a matrix or a stack of them");
    const [rows, columns] = x.slice(-2) as [(typeof x)[0], (typeof x)[0]];
    requireSame(c, rows, columns, "only a square matrix has a determinant");
    return [{ dtype: c.input(0).dtype, shape: x.slice(0, -2) }];
  },
  cost() {
    throw new Uncountable("the number of operations depends on the algorithm");
  },
  reach: () => "global",
});
