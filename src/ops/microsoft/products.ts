/** Convolutions and matrix products of onnxruntime's own domain: fused with an activation, or of quantised weights. */
import { optional, required, withDefault } from "../attribute.js";
import {
  convolutionAttributes,
  convolutionProducts,
  convolutionReach,
  convolutionWeightOrder,
  inferConvolution,
} from "../conv/definition.js";
import {
  type AnyRuleContext,
  type CostContext,
  defineOperator,
  type NodeCost,
  type OperatorDefinition,
} from "../definition.js";
import { perElement } from "../elements.js";
import { gemmBias, gemmProducts, inferGemm, transposeAttributes } from "../gemm/definition.js";
import { inferMatrixProduct, matrixProducts, multiplyShapes } from "../matmul/definition.js";
import { requireRankAtLeast, requireSame, requireShape } from "../requirements.js";
import { elementCost } from "../unary/definition.js";
import { domain } from "./activations.js";

/** What a fused activation adds for each output. */
function fusedActivation(c: CostContext, name: string | undefined): NodeCost["flops"] {
  const each = name === undefined ? undefined : elementCost(name);
  if (each === undefined) return {};
  const shape = c.outputShape(0);
  return {
    ...(each.operations > 0 && { activation: perElement(shape, each.operations) }),
    ...(each.transcendental > 0 && { transcendental: perElement(shape, each.transcendental) }),
  };
}

export const fusedConv = defineOperator({
  op: "FusedConv",
  domain,
  since: 1,
  attributes: { ...convolutionAttributes, activation: optional("string"), activation_params: optional("floats") },
  inputs: [
    { name: "X" },
    { name: "W", role: "weight", order: convolutionWeightOrder },
    { name: "B", role: "bias", optional: true },
    { name: "Z", optional: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const shape = inferConvolution(c);
    requireShape(c, 3, shape, "the output's shape");
    return [{ dtype: c.input(0).dtype, shape }];
  },
  cost: (c) => ({
    macs: [{ factors: convolutionProducts(c.inputShape(1), c.outputShape(0)) }],
    flops: {
      ...(c.inputs[2] !== undefined && { bias: perElement(c.outputShape(0)) }),
      ...(c.inputs[3] !== undefined && { "element-wise": perElement(c.outputShape(0)) }),
      ...fusedActivation(c, c.attributes.activation),
    },
  }),
  reach: (attributes, inputs) => convolutionReach(attributes, inputs[0]?.shape, inputs[1]?.shape),
});

const batchTransposes = { transBatchA: withDefault("int", 0), transBatchB: withDefault("int", 0) } as const;

/** The shape with its last two axes exchanged; with `batch` the first axis moves before the last two first. */
function transposed<T>(shape: readonly T[], isTransposed: boolean, batch: boolean): readonly T[] {
  const moved = batch ? [...shape.slice(1, -1), ...shape.slice(0, 1), ...shape.slice(-1)] : shape;
  return isTransposed ? [...moved.slice(0, -2), ...moved.slice(-1), ...moved.slice(-2, -1)] : moved;
}

function transposedProduct(op: string): OperatorDefinition {
  return defineOperator({
    op,
    domain,
    since: 1,
    attributes: { alpha: withDefault("float", 1), ...transposeAttributes, ...batchTransposes },
    inputs: [{ name: "A" }, { name: "B", role: "weight" }],
    outputs: ["Y"],
    infer(c) {
      const { transA, transB, transBatchA, transBatchB } = c.attributes;
      const a = requireRankAtLeast(c, 0, 1, "a vector or a matrix");
      const b = requireRankAtLeast(c, 1, 1, "a vector or a matrix");
      // A vector has nothing to transpose.
      const left = a.length < 2 ? a : transposed(a, transA === 1, transBatchA === 1);
      const right = b.length < 2 ? b : transposed(b, transB === 1, transBatchB === 1);
      const shape = multiplyShapes(c, { name: c.input(0).name, shape: left }, { name: c.input(1).name, shape: right });
      return [{ dtype: c.input(0).dtype, shape }];
    },
    cost(c): NodeCost {
      const { transA, transBatchA } = c.attributes;
      const a = c.inputShape(0);
      const left = a.length < 2 ? a : transposed(a, transA === 1, transBatchA === 1);
      return { macs: matrixProducts(c.outputShape(0), left.at(-1) ?? 1, c.inputShape(1).length > 1) };
    },
    reach: () => "global",
  });
}

export const fusedMatMul = transposedProduct("FusedMatMul");
/** Its older name. */
export const transposeMatMul = transposedProduct("TransposeMatMul");

export const fusedGemm = defineOperator({
  op: "FusedGemm",
  domain,
  since: 1,
  attributes: {
    activation: optional("string"),
    activation_alpha: optional("float"),
    activation_beta: optional("float"),
    activation_gamma: optional("float"),
    alpha: withDefault("float", 1),
    beta: withDefault("float", 1),
    ...transposeAttributes,
  },
  inputs: [{ name: "A" }, { name: "B", role: "weight" }, { name: "C", role: "bias", optional: true }],
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: inferGemm(c) }],
  cost: (c) => ({
    macs: gemmProducts(c.outputShape(0), c.inputShape(0), c.attributes),
    flops: {
      ...(c.inputs[2] !== undefined && { bias: gemmBias(c.outputShape(0)) }),
      ...fusedActivation(c, c.attributes.activation),
    },
  }),
  reach: () => "global",
});

export const qGemm = defineOperator({
  op: "QGemm",
  domain,
  since: 1,
  attributes: { alpha: withDefault("float", 1), ...transposeAttributes },
  inputs: [
    { name: "A" },
    { name: "a_scale", role: "control" },
    { name: "a_zero_point", role: "control" },
    { name: "B", role: "weight" },
    { name: "b_scale", role: "control" },
    { name: "b_zero_point", role: "control" },
    { name: "C", role: "bias", optional: true },
    { name: "y_scale", role: "control", optional: true },
    { name: "y_zero_point", role: "control", optional: true },
  ],
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.inputs[8]?.dtype ?? "float32", shape: inferGemm(c, 0, 3) }],
  cost: (c) => ({ macs: gemmProducts(c.outputShape(0), c.inputShape(0), c.attributes) }),
  reach: () => "global",
});

/** A [..., K] times a weight of N rows that is stored in packed blocks. */
function inferPacked<D>(c: AnyRuleContext<D>, inner: number, columns: number): readonly D[] {
  const a = c.algebra;
  const x = requireRankAtLeast(c, 0, 1, "[..., K]");
  requireSame(c, x.at(-1) as D, a.of(inner), "the last axis of A is K");
  return [...x.slice(0, -1), a.of(columns)];
}

export const matMulNBits = defineOperator({
  op: "MatMulNBits",
  domain,
  since: 1,
  attributes: {
    K: required("int"),
    N: required("int"),
    accuracy_level: withDefault("int", 0),
    bits: withDefault("int", 4),
    block_size: required("int"),
    weight_prepacked: withDefault("int", 0),
  },
  inputs: [
    { name: "A" },
    { name: "B", role: "weight" },
    { name: "scales", role: "control" },
    { name: "zero_points", role: "control", optional: true },
    { name: "g_idx", role: "control", optional: true },
    { name: "bias", role: "bias", optional: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const { K = 0, N = 0, block_size = 0 } = c.attributes;
    if (!(K > 0 && N > 0 && block_size > 0)) {
      const value = `[${K}, ${N}, ${block_size}]`;
      return c.fail("node/attribute-value", {
        op: c.op,
        attribute: "K, N, block_size",
        value,
        rule: "each is positive",
      });
    }
    const shape = inferPacked(c, K, N);
    const a = c.algebra;
    const scales = c.inputs[2]?.shape;
    // Scales are a matrix or, in older files, the same in one list.
    if (scales?.length === 2) requireShape(c, 2, [a.of(N), a.of(Math.ceil(K / block_size))], "a scale for each block");
    requireShape(c, 5, [a.of(N)], "a bias for each output");
    return [{ dtype: c.input(0).dtype, shape }];
  },
  cost: (c) => ({
    macs: matrixProducts(c.outputShape(0), c.attributes.K, true),
    flops: c.inputs[5] === undefined ? {} : { bias: perElement(c.outputShape(0)) },
  }),
  reach: () => "global",
});

function productCost(c: CostContext, right: number, bias: number): NodeCost {
  const shape = c.outputShape(0);
  return {
    macs: matrixProducts(shape, c.inputShape(0).at(-1) ?? 1, c.inputShape(right).length > 1),
    flops: c.inputs[bias] === undefined ? {} : { bias: perElement(shape) },
  };
}

export const dynamicQuantizeMatMul = defineOperator({
  op: "DynamicQuantizeMatMul",
  domain,
  since: 1,
  attributes: {},
  inputs: [
    { name: "A" },
    { name: "B", role: "weight" },
    { name: "b_scale", role: "control" },
    { name: "b_zero_point", role: "control", optional: true },
    { name: "bias", role: "bias", optional: true },
  ],
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: inferMatrixProduct(c) }],
  cost: (c) => productCost(c, 1, 4),
  reach: () => "global",
});

export const matMulIntegerToFloat = defineOperator({
  op: "MatMulIntegerToFloat",
  domain,
  since: 1,
  attributes: {},
  inputs: [
    { name: "A" },
    { name: "B", role: "weight" },
    { name: "a_scale", role: "control" },
    { name: "b_scale", role: "control" },
    { name: "a_zero_point", role: "control", optional: true },
    { name: "b_zero_point", role: "control", optional: true },
    { name: "bias", role: "bias", optional: true },
  ],
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.input(2).dtype, shape: inferMatrixProduct(c) }],
  cost: (c) => productCost(c, 1, 6),
  reach: () => "global",
});
