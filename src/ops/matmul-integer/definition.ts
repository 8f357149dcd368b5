/** Matrix products of quantised tensors (ONNX MatMulInteger, QLinearMatMul). */
import { type CostContext, defineOperator, type NodeCost } from "../definition.js";
import { inferMatrixProduct, matrixProducts } from "../matmul/definition.js";

/** The products of a node whose right factor is the input at `right`. */
function productCost(c: CostContext, right: number): NodeCost {
  return { macs: matrixProducts(c.outputShape(0), c.inputShape(0).at(-1) ?? 1, c.inputShape(right).length > 1) };
}

export const matMulInteger = defineOperator({
  op: "MatMulInteger",
  since: 10,
  attributes: {},
  inputs: [
    { name: "A" },
    { name: "B", role: "weight" },
    { name: "a_zero_point", role: "control", optional: true },
    { name: "b_zero_point", role: "control", optional: true },
  ],
  outputs: ["Y"],
  infer: (c) => [{ dtype: "int32", shape: inferMatrixProduct(c) }],
  cost: (c) => productCost(c, 1),
  reach: () => "global",
});

export const qLinearMatMul = defineOperator({
  op: "QLinearMatMul",
  since: 21,
  attributes: {},
  inputs: [
    { name: "a" },
    { name: "a_scale", role: "control" },
    { name: "a_zero_point", role: "control" },
    { name: "b", role: "weight" },
    { name: "b_scale", role: "control" },
    { name: "b_zero_point", role: "control" },
    { name: "y_scale", role: "control" },
    { name: "y_zero_point", role: "control" },
  ],
  outputs: ["y"],
  infer: (c) => [{ dtype: c.input(7).dtype, shape: inferMatrixProduct(c, 0, 3) }],
  cost: (c) => productCost(c, 3),
  reach: () => "global",
});
