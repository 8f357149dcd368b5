/** Quantisation in plain loops, and what integer products share: zero points taken off, results rounded into their type. */
import { type DType, dtypes, isFloat, type RunTensor, type RunType } from "../../tensor/index.js";
import { wrapAxis } from "../axis.js";
import { narrowFloat } from "../cast/narrow-floats.js";
import { broadcastPlace } from "../element-wise.js";
import { stridesOf } from "../index-map.js";
import { defineKernel, inputOf, outputOf, type Reals, realsOf, tensorOf } from "../reference-data.js";
import { fitScalar, roundHalfEven } from "../scalar.js";

interface Attributes {
  readonly axis: number;
  readonly block_size: number;
  readonly precision?: number;
  readonly saturate?: number;
}

/** The place of an element's scale: one for all, one for each position of an axis, or one for each block of it. */
function scalePlace(x: RunType, scale: RunType, { axis: named, block_size }: Attributes): (i: number) => number {
  if (scale.shape.every((size) => size === 1)) return () => 0;
  const axis = wrapAxis(named, x.shape.length);
  const step = stridesOf(x.shape)[axis] ?? 1;
  const size = x.shape[axis] ?? 1;
  if (scale.shape.length === 1) return (i) => Math.floor(i / step) % size;
  const blocks = scale.shape[axis] ?? 1;
  return (i) => {
    const outer = Math.floor(i / (step * size));
    const block = Math.floor((Math.floor(i / step) % size) / block_size);
    return (outer * blocks + block) * step + (i % step);
  };
}

/** The nearest number that the type has; beyond its range the last one. */
function saturated(x: number, dtype: DType): number {
  const { bits, kind } = dtypes[dtype];
  const span = 2 ** (bits ?? 8);
  const [least, greatest] = kind === "int" ? [-span / 2, span / 2 - 1] : [0, span - 1];
  return Math.min(Math.max(x, least), greatest);
}

/** A scaled number in the quantised type: rounded to the nearest, ties to even. */
function quantized(scaled: number, zero: number, dtype: DType, saturate: number): number {
  if (!isFloat(dtype)) return saturated(roundHalfEven(scaled) + zero, dtype);
  const sum = scaled + zero;
  return narrowFloat(sum, dtype, { round_mode: "up", saturate }) ?? Number(fitScalar(sum, dtype));
}

export const quantizeLinearReference = defineKernel<Attributes>((call) => {
  const [x, scale] = [inputOf(call, 0), inputOf(call, 1)];
  const [data, scales] = [realsOf(x), realsOf(scale)];
  const zeros = call.inputs[2] === undefined ? undefined : realsOf(call.inputs[2]);
  const place = scalePlace(x, scale, call.attributes);
  const output = outputOf(call);
  // The division is rounded to the scale's own type, unless `precision` names another one.
  const isRounded = x.dtype !== "float64" && !call.attributes.precision;
  const round = (ratio: number): number => (isRounded ? Number(fitScalar(ratio, scale.dtype) ?? ratio) : ratio);
  return [
    tensorOf(output, (i) => {
      const at = place(i);
      const ratio = round((data[i] as number) / (scales[at] as number));
      return quantized(ratio, zeros?.[at] ?? 0, output.dtype, call.attributes.saturate ?? 1);
    }),
  ];
});

export const dequantizeLinearReference = defineKernel<Attributes>((call) => {
  const [x, scale] = [inputOf(call, 0), inputOf(call, 1)];
  const [data, scales] = [realsOf(x), realsOf(scale)];
  const zeros = call.inputs[2] === undefined ? undefined : realsOf(call.inputs[2]);
  const place = scalePlace(x, scale, call.attributes);
  return [
    tensorOf(outputOf(call), (i) => {
      const at = place(i);
      return ((data[i] as number) - (zeros?.[at] ?? 0)) * (scales[at] as number);
    }),
  ];
});

/** Scale and zero point from the range of the data, zero included (ONNX DynamicQuantizeLinear). */
export const dynamicQuantizeLinearReference = defineKernel<object>((call) => {
  const x = inputOf(call, 0);
  const data = realsOf(x);
  let [least, greatest] = [0, 0];
  for (const element of data) {
    least = Math.min(least, element);
    greatest = Math.max(greatest, element);
  }
  const scale = Math.fround(Math.fround(greatest - least) / 255);
  const zero = saturated(roundHalfEven(Math.fround(-least / scale)), "uint8");
  const output = outputOf(call);
  return [
    tensorOf(output, (i) => quantized(Math.fround((data[i] as number) / scale), zero, output.dtype, 1)),
    tensorOf({ dtype: "float32", shape: [] }, () => scale),
    tensorOf({ dtype: "uint8", shape: [] }, () => zero),
  ];
});

/**
 * A quantised tensor less its zero point, which is one number, one for each position of `axis`, or a tensor that
 * broadcasts. Whole numbers of 8 bits, so that float64 sums of their products are exact.
 */
export function lessZeroPoint(tensor: RunTensor, zero: RunTensor | undefined, axis: number): RunTensor {
  const data = realsOf(tensor);
  const zeros = zero === undefined ? undefined : realsOf(zero);
  const place = zero === undefined ? () => 0 : alongAxis(zero.shape, tensor.shape, axis);
  return tensorOf({ dtype: "float64", shape: tensor.shape }, (i) => (data[i] as number) - (zeros?.[place(i)] ?? 0));
}

/** The place of what belongs to element i: a list lies along `axis`, anything else broadcasts. */
export function alongAxis(shape: readonly number[], target: readonly number[], axis: number): (i: number) => number {
  const isList = shape.length === 1 && shape[0] !== 1;
  const rank = target.length;
  const own = isList ? [...shape, ...new Array<number>(rank - 1 - wrapAxis(axis, rank)).fill(1)] : shape;
  return broadcastPlace(own, target);
}

/** Exact integer products scaled into the quantised output type. */
export function requantized(
  output: RunType,
  products: Reals,
  scaleOf: (i: number) => number,
  zero: RunTensor | undefined,
): RunTensor {
  const zeros = zero === undefined ? undefined : realsOf(zero);
  return tensorOf(output, (i) => quantized((products[i] as number) * scaleOf(i), zeros?.[0] ?? 0, output.dtype, 1));
}
