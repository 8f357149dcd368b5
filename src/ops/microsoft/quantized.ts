/** Operators on quantised tensors of onnxruntime's own domain (QLinearAdd, QLinearConcat, QLinearAveragePool, ...). */
import { type AttributeDeclarations, required, withDefault } from "../attribute.js";
import { resolveAxes, resolveAxis } from "../axis.js";
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
function binary(op: string): OperatorDefinition {
  return defineOperator({
    op,
    domain,
    since: 1,
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

export const qLinearAdd = binary("QLinearAdd");
export const qLinearMul = binary("QLinearMul");

function unary(op: string, attributes: AttributeDeclarations): OperatorDefinition {
  return defineOperator({
    op,
    domain,
    since: 1,
    attributes,
    inputs: [...withScale("X", "X_scale", "X_zero_point"), ...outputScale("Y_scale", "Y_zero_point")],
    outputs: ["Y"],
    infer: (c) => [{ dtype: c.input(0).dtype, shape: c.shape(0) }],
    ...(op === "QLinearSoftmax" && { reach: () => "global" as const }),
  });
}

export const qLinearSigmoid = unary("QLinearSigmoid", {});
export const qLinearLeakyRelu = unary("QLinearLeakyRelu", {
  alpha: withDefault("float", 0.01),
});
export const qLinearSoftmax = unary("QLinearSoftmax", {
  axis: withDefault("int", -1),
  opset: required("int"),
});

export const qLinearConcat = defineOperator({
  op: "QLinearConcat",
  domain,
  since: 1,
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

export const qLinearWhere = defineOperator({
  op: "QLinearWhere",
  domain,
  since: 1,
  attributes: {},
  inputs: [
    { name: "condition" },
    { name: "X" },
    { name: "x_scale", role: "control" },
    { name: "x_zero_point", role: "control" },
    { name: "Y" },
    { name: "y_scale", role: "control" },
    { name: "y_zero_point", role: "control" },
    { name: "z_scale", role: "control" },
    { name: "z_zero_point", role: "control" },
  ],
  outputs: ["Z"],
  infer(c) {
    const named = (index: number) => ({ name: c.input(index).name, shape: c.shape(index) });
    return [{ dtype: c.input(1).dtype, shape: broadcastShapes(c, [named(0), named(1), named(4)]) }];
  },
});

export const qLinearReduceMean = defineOperator({
  op: "QLinearReduceMean",
  domain,
  since: 1,
  attributes: { axes: required("ints"), keepdims: required("int") },
  inputs: [
    ...withScale("data", "data_scale", "data_zero_point"),
    ...outputScale("reduced_scale", "reduced_zero_point"),
  ],
  outputs: ["reduced"],
  infer(c) {
    const x = c.shape(0);
    const { axes = [], keepdims } = c.attributes;
    const reduced = resolveAxes(c, axes.length === 0 ? [...x.keys()] : axes, x.length);
    const kept = x.map((size, axis) => (reduced.includes(axis) ? c.algebra.of(1) : size));
    return [
      { dtype: c.input(0).dtype, shape: keepdims === 0 ? kept.filter((_, axis) => !reduced.includes(axis)) : kept },
    ];
  },
  reach: () => "global",
});

/** Small numbers of a table may share bytes: 8/bits of them along the last axis. */
export const gatherBlockQuantized = defineOperator({
  op: "GatherBlockQuantized",
  domain,
  since: 1,
  attributes: {
    bits: withDefault("int", 4),
    block_size: withDefault("int", 128),
    gather_axis: withDefault("int", 0),
    quantize_axis: withDefault("int", 1),
  },
  inputs: [
    { name: "data", role: "weight" },
    { name: "indices" },
    { name: "scales", role: "control" },
    { name: "zero_points", role: "control", optional: true },
  ],
  outputs: ["output"],
  infer(c) {
    const data = requireRankAtLeast(c, 0, 1, "at least one axis");
    const axis = resolveAxis(c, c.attributes.gather_axis, data.length);
    const { bits } = c.attributes;
    if (![2, 4, 8].includes(bits)) {
      const rule = "it must be 2, 4 or 8";
      c.fail("node/attribute-value", { op: c.op, attribute: "bits", value: `${bits}`, rule });
    }
    const packed = c.input(0).dtype === "uint8" ? 8 / bits : 1;
    const isLast = (i: number): boolean => i === data.length - 1;
    const whole = data.map((size, i) => (packed > 1 && isLast(i) ? c.algebra.mul(c.algebra.of(packed), size) : size));
    return [{ dtype: c.input(2).dtype, shape: [...whole.slice(0, axis), ...c.shape(1), ...whole.slice(axis + 1)] }];
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
  attributes: poolAttributes,
  inputs: [{ name: "x" }],
  outputs: ["y"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: inferPool(c, true) }],
  reach: () => "global",
});
