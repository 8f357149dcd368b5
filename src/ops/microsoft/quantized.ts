/** Operators on quantised tensors of onnxruntime's own domain (QLinearAdd, QLinearConcat, QLinearAveragePool, ...). */
import { type AttributeDeclarations, required, withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { broadcastShapes } from "../broadcast.js";
import { joinedShape } from "../concat/definition.js";
import { type AnyRuleContext, defineOperator, type InputDeclaration, type OperatorDefinition } from "../definition.js";
import { checkKernel, poolAttributes } from "../pool/definition.js";
import { requireRankAtLeast } from "../requirements.js";
import { type WindowContext, windowOutputs, windowsOf } from "../window.js";
import { domain } from "./activations.js";

/** A quantised tensor is followed by its scale and its zero point. */
function withScale(name: string, scale: string, zeroPoint: string): readonly InputDeclaration[] {
  return [{ name }, { name: scale, role: "control" }, { name: zeroPoint, role: "control", optional: true }];
}

const outputScale = (scale: string, zeroPoint: string): readonly InputDeclaration[] => [
  { name: scale, role: "control" },
  { name: zeroPoint, role: "control", optional: true },
];

/** Element by element over two tensors that broadcast. Integers cost no floating-point operation. */
function binary(op: string, summary: string): OperatorDefinition {
  return defineOperator({
    op,
    domain,
    since: 1,
    summary,
    attributes: {},
    inputs: [
      ...withScale("A", "A_scale", "A_zero_point"),
      ...withScale("B", "B_scale", "B_zero_point"),
      ...outputScale("C_scale", "C_zero_point"),
    ],
    outputs: ["C"],
    infer(c) {
      const named = (index: number) => ({ name: c.input(index).name, shape: c.shape(index) });
      return [{ dtype: c.input(0).dtype, shape: broadcastShapes(c, [named(0), named(3)]) }];
    },
  });
}

export const qLinearAdd = binary("QLinearAdd", "A + B on quantised tensors");
export const qLinearMul = binary("QLinearMul", "A · B on quantised tensors");

function unary(op: string, summary: string, attributes: AttributeDeclarations): OperatorDefinition {
  return defineOperator({
    op,
    domain,
    since: 1,
    summary,
    attributes,
    inputs: [...withScale("X", "X_scale", "X_zero_point"), ...outputScale("Y_scale", "Y_zero_point")],
    outputs: ["Y"],
    infer: (c) => [{ dtype: c.input(0).dtype, shape: c.shape(0) }],
    ...(op === "QLinearSoftmax" && { reach: () => "global" as const }),
  });
}

export const qLinearSigmoid = unary("QLinearSigmoid", "1 / (1 + exp(-x)) on a quantised tensor", {});
export const qLinearLeakyRelu = unary("QLinearLeakyRelu", "x where x >= 0, alpha·x elsewhere, on a quantised tensor", {
  alpha: withDefault("float", 0.01),
});
export const qLinearSoftmax = unary("QLinearSoftmax", "Softmax on a quantised tensor", {
  axis: withDefault("int", -1),
  opset: required("int"),
});

export const qLinearConcat = defineOperator({
  op: "QLinearConcat",
  domain,
  since: 1,
  summary: "Joins quantised tensors along one axis.",
  attributes: { axis: required("int") },
  inputs: [
    { name: "Y_scale", role: "control" },
    { name: "Y_zero_point", role: "control" },
    { name: "inputs", variadic: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const count = c.inputs.length - 2;
    if (count < 3 || count % 3 !== 0) {
      const expected = "Y_scale, Y_zero_point and then a tensor, its scale and its zero point for each part";
      c.fail("node/arity", { op: c.op, what: "inputs", expected, actual: `${c.inputs.length}` });
    }
    const parts = Array.from({ length: count / 3 }, (_, i) => 2 + 3 * i);
    const axis = resolveAxis(c, c.attributes.axis ?? 0, c.shape(2).length);
    return [{ dtype: c.input(1).dtype, shape: joinedShape(c, axis, parts) }];
  },
  reach: () => "global",
});

/** The shape with its channels in second place, and back. */
function channelsSecond<T>(shape: readonly T[]): readonly T[] {
  return [...shape.slice(0, 1), ...shape.slice(-1), ...shape.slice(1, -1)];
}

function channelsLast<T>(shape: readonly T[]): readonly T[] {
  return [...shape.slice(0, 1), ...shape.slice(2), ...shape.slice(1, 2)];
}

const layout = "batch, channels and at least one spatial axis";

/** The output of a pooling over windows; the channels are the second or the last axis. */
function inferPool<D>(
  c: WindowContext<D> & {
    readonly attributes: { readonly kernel_shape: readonly number[]; readonly ceil_mode: number };
  },
  isLast: boolean,
): readonly D[] {
  const given = requireRankAtLeast(c, 0, 3, layout);
  const x = isLast ? channelsSecond(given) : given;
  const { kernel_shape, ceil_mode } = c.attributes;
  checkKernel(c, kernel_shape, x.length - 2);
  const shape = [...x.slice(0, 2), ...windowOutputs(c, x, kernel_shape, ceil_mode === 1)];
  return isLast ? channelsLast(shape) : shape;
}

const quantisedPoolInputs = [...withScale("X", "x_scale", "x_zero_point"), ...outputScale("y_scale", "y_zero_point")];

export const qLinearAveragePool = defineOperator({
  op: "QLinearAveragePool",
  domain,
  since: 1,
  summary: "Takes the mean of each window of a quantised tensor.",
  attributes: { ...poolAttributes, channels_last: withDefault("int", 0), count_include_pad: withDefault("int", 0) },
  inputs: quantisedPoolInputs,
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: inferPool(c, c.attributes.channels_last === 1) }],
  reach: (attributes) =>
    attributes.channels_last === 1 ? "global" : { windows: windowsOf(attributes, attributes.kernel_shape) },
});

function keptChannels<D>(c: AnyRuleContext<D>, isLast: boolean): readonly D[] {
  const x = requireRankAtLeast(c, 0, 3, layout);
  const channel = isLast ? x.length - 1 : 1;
  return x.map((size, axis) => (axis === 0 || axis === channel ? size : c.algebra.of(1)));
}

export const qLinearGlobalAveragePool = defineOperator({
  op: "QLinearGlobalAveragePool",
  domain,
  since: 1,
  summary: "Takes the mean over all positions of each channel of a quantised tensor.",
  attributes: { channels_last: withDefault("int", 0) },
  inputs: quantisedPoolInputs,
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: keptChannels(c, c.attributes.channels_last === 1) }],
  reach: () => "global",
});

export const nhwcMaxPool = defineOperator({
  op: "NhwcMaxPool",
  domain,
  since: 1,
  summary: "Takes the maximum of each window; the channels are the last axis.",
  attributes: poolAttributes,
  inputs: [{ name: "x" }],
  outputs: ["y"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: inferPool(c, true) }],
  reach: () => "global",
});
