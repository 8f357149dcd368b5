/** Between floats and integers with a scale and a zero point (ONNX QuantizeLinear, DequantizeLinear, DynamicQuantizeLinear). */
import type { DType } from "../../tensor/index.js";
import { withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { dtypeOfNumber } from "../cast/definition.js";
import {
  type AnyRuleContext,
  defineOperator,
  type InputDeclaration,
  type OperatorDefinition,
  type RuleContext,
} from "../definition.js";
import { perElement } from "../elements.js";
import { requireShape } from "../requirements.js";

const shared = {
  axis: withDefault("int", 1),
  block_size: withDefault("int", 0),
  output_dtype: withDefault("int", 0),
} as const;

type Context<D> = RuleContext<typeof shared, D>;

/** The scale is one number, one per position of an axis, or one per block of that axis. */
function checkScale<D>(c: Context<D>): void {
  const x = c.shape(0);
  const scale = c.shape(1);
  const isSingle = (shape: readonly D[]): boolean => shape.every((size) => c.algebra.dim(size) === 1);
  const zeroPoint = c.inputs[2]?.shape;
  if (zeroPoint && !(isSingle(scale) && isSingle(zeroPoint))) requireShape(c, 2, scale, "that of the scale");
  if (isSingle(scale) && scale.length <= 1) return;
  const axis = resolveAxis(c, c.attributes.axis, x.length);
  if (c.attributes.block_size > 0) {
    checkBlocks(c, x, scale, axis);
    return;
  }
  const [size] = scale;
  if (
    scale.length === 1 &&
    c.requireEqual(size as D, x[axis] as D, `there is a scale for each position of axis ${axis}`)
  )
    return;
  failScale(c, x, scale);
}

function checkBlocks<D>(c: Context<D>, x: readonly D[], scale: readonly D[], axis: number): void {
  const a = c.algebra;
  const { block_size } = c.attributes;
  const fits = x.every((size, i) => {
    const blocks = i === axis ? a.ceilDiv(size, a.of(block_size)) : size;
    const own = scale[i];
    return own !== undefined && c.requireEqual(own, blocks, `there is a scale for each block of ${block_size}`);
  });
  if (!fits || scale.length !== x.length) failScale(c, x, scale);
}

function failScale<D>(c: AnyRuleContext<D>, x: readonly D[], scale: readonly D[]): never {
  const shapes = { left: c.shapeText(x), right: c.shapeText(scale) };
  return c.fail("shape/mismatch", { op: c.op, ...shapes, leftName: "x", rightName: "the scale" });
}

/** The element type that an attribute names by its ONNX number; undefined for 0 (not said). */
export function namedDType<D>(c: AnyRuleContext<D>, attribute: string, number: number): DType | undefined {
  const dtype = dtypeOfNumber(number);
  if (dtype !== undefined || number === 0) return dtype;
  const rule = "it must be the number of an ONNX element type";
  return c.fail("node/attribute-value", { op: c.op, attribute, value: `${number}`, rule });
}

const quantisedInputs = (data: string, scale: string, zeroPoint: string): readonly InputDeclaration[] => [
  { name: data },
  { name: scale, role: "control" },
  { name: zeroPoint, role: "control", optional: true },
];

/** A division, a rounding, an addition, and two comparisons to stay in range. */
function quantize(since: number, domain?: string): OperatorDefinition {
  return defineOperator({
    op: "QuantizeLinear",
    ...(domain !== undefined && { domain }),
    since,
    summary: "Divides by a scale, rounds and adds a zero point, into a small integer or float type.",
    attributes: { ...shared, precision: withDefault("int", 0), saturate: withDefault("int", 1) },
    inputs: quantisedInputs("x", "y_scale", "y_zero_point"),
    outputs: ["y"],
    infer(c) {
      checkScale(c);
      const named = namedDType(c, "output_dtype", c.attributes.output_dtype);
      const zeroPoint = c.inputs[2]?.dtype;
      if (named !== undefined && zeroPoint !== undefined && named !== zeroPoint) {
        c.fail("type/differ", { op: c.op, left: named, right: zeroPoint });
      }
      return [{ dtype: zeroPoint ?? named ?? "uint8", shape: c.shape(0) }];
    },
    cost: (c) => ({ flops: { "element-wise": perElement(c.outputShape(0), 5) } }),
  });
}

export const quantizeLinear = quantize(25);
/** onnxruntime's own, for 16 and 4 bits before ONNX had them. */
export const microsoftQuantizeLinear = quantize(1, "com.microsoft");

/** A subtraction of the zero point, where there is one, and a multiplication. */
function dequantize(since: number, domain?: string): OperatorDefinition {
  return defineOperator({
    op: "DequantizeLinear",
    ...(domain !== undefined && { domain }),
    since,
    summary: "Subtracts a zero point and multiplies by a scale, back into floats.",
    attributes: shared,
    inputs: quantisedInputs("x", "x_scale", "x_zero_point"),
    outputs: ["y"],
    infer(c) {
      checkScale(c);
      const dtype = namedDType(c, "output_dtype", c.attributes.output_dtype) ?? c.input(1).dtype;
      return [{ dtype, shape: c.shape(0) }];
    },
    cost: (c) => ({
      flops: { "element-wise": perElement(c.outputShape(0), c.inputs[2] === undefined ? 1 : 2) },
    }),
  });
}

export const dequantizeLinear = dequantize(25);
export const microsoftDequantizeLinear = dequantize(1, "com.microsoft");

/** Two comparisons per element for the range, then as QuantizeLinear. */
export const dynamicQuantizeLinear = defineOperator({
  op: "DynamicQuantizeLinear",
  since: 11,
  summary: "Quantises to uint8 with the scale and zero point that the data's own range asks for.",
  attributes: {},
  inputs: [{ name: "x" }],
  outputs: ["y", "y_scale", "y_zero_point"],
  infer: (c) => [
    { dtype: "uint8", shape: c.shape(0) },
    { dtype: "float32", shape: [] },
    { dtype: "uint8", shape: [] },
  ],
  cost: (c) => ({
    flops: { "element-wise": perElement(c.outputShape(0), 5), reduction: perElement(c.inputShape(0), 2) },
  }),
  reach: () => "global",
});
