/** Reorders axes (ONNX Transpose). */
import { optional } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { transposeMaps } from "../index-map.js";
import { moveValue } from "../known-value.js";

/** The given permutation, or all axes reversed. */
function permutationOf(perm: readonly number[] | undefined, rank: number): readonly number[] {
  return perm ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
}

export const transpose = defineOperator({
  op: "Transpose",
  since: 25,
  attributes: { perm: optional("ints") },
  inputs: [{ name: "data" }],
  outputs: ["transposed"],
  infer(c) {
    const x = c.shape(0);
    const rank = x.length;
    const permutation = permutationOf(c.attributes.perm, rank);
    const isPermutation = permutation.length === rank && x.every((_, axis) => permutation.includes(axis));
    if (!isPermutation) c.fail("shape/permutation", { permutation: `[${permutation.join(", ")}]`, rank: `${rank}` });
    const shape = permutation.map((axis) => x[axis] as (typeof x)[0]);
    const { dtype, value } = c.input(0);
    const moved = moveValue(c, value, shape, () => transposeMaps(value?.shape ?? [], permutation));
    return [{ dtype, shape, value: moved }];
  },
  reach: ({ perm }) => (perm?.every((axis, i) => axis === i || i < 2) && perm.length > 2 ? "pointwise" : "global"),
});
