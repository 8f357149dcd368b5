/** Normalisations in plain loops: groups of elements that share their statistics, then scale and bias. */
import type { RunTensor, RunType } from "../../tensor/index.js";
import { wrapAxis } from "../axis.js";
import { broadcastPlace } from "../element-wise.js";
import { elementCount, identityMaps, offsetsOf } from "../index-map.js";
import { defineKernel, inputOf, outputOf, type Reals, realsOf, tensorOf } from "../reference-data.js";
import type { KernelCall } from "../reference-kernel.js";

/** What a group's elements become: `(x - shift)·factor`. */
interface Statistics {
  readonly shift: number;
  readonly factor: number;
}

export type Measure = (data: Reals, start: number, offsets: readonly number[]) => Statistics;

function sumOf(data: Reals, start: number, offsets: readonly number[], term: (x: number) => number): number {
  let sum = 0;
  for (const offset of offsets) sum += term(data[start + offset] as number);
  return sum;
}

/** Mean and 1 / sqrt(population variance + epsilon). */
export function standard(epsilon: number): Measure {
  return (data, start, offsets) => {
    const mean = sumOf(data, start, offsets, (x) => x) / offsets.length;
    const variance = sumOf(data, start, offsets, (x) => (x - mean) ** 2) / offsets.length;
    return { shift: mean, factor: 1 / Math.sqrt(variance + epsilon) };
  };
}

/** No shift, and 1 / sqrt(mean of squares + epsilon). */
export function rootMeanSquare(epsilon: number): Measure {
  return (data, start, offsets) => {
    const square = sumOf(data, start, offsets, (x) => x * x) / offsets.length;
    return { shift: 0, factor: 1 / Math.sqrt(square + epsilon) };
  };
}

/** No shift, and one over the p-norm; a group of zeros stays zero. */
export function pNorm(p: number): Measure {
  return (data, start, offsets) => {
    const norm = sumOf(data, start, offsets, (x) => Math.abs(x) ** p) ** (1 / p);
    return { shift: 0, factor: norm === 0 ? 0 : 1 / norm };
  };
}

interface Normalised {
  readonly values: Float64Array;
  readonly statistics: readonly Statistics[];
}

/** Normalises the groups that the axes `within` span; `shape` views the input's elements. */
export function normalise(
  input: RunTensor,
  shape: readonly number[],
  within: readonly number[],
  measure: Measure,
): Normalised {
  const data = realsOf(input);
  const maps = identityMaps(shape);
  const starts = offsetsOf(maps.filter((_, axis) => !within.includes(axis)));
  const inner = offsetsOf(maps.filter((_, axis) => within.includes(axis)));
  const values = new Float64Array(data.length);
  const statistics = starts.map((start) => {
    const group = measure(data, start, inner);
    for (const offset of inner)
      values[start + offset] = ((data[start + offset] as number) - group.shift) * group.factor;
    return group;
  });
  return { values, statistics };
}

/** Scales and shifts normalised values by tensors that broadcast to them. */
function scaleAndShift(values: Float64Array, type: RunType, scale?: RunTensor, bias?: RunTensor): RunTensor {
  const factor = scale === undefined ? () => 1 : elementReader(scale, type.shape);
  const summand = bias === undefined ? () => 0 : elementReader(bias, type.shape);
  return tensorOf(type, (i) => (values[i] as number) * factor(i) + summand(i));
}

function elementReader(tensor: RunTensor, target: readonly number[]): (i: number) => number {
  const [data, place] = [realsOf(tensor), broadcastPlace(tensor.shape, target)];
  return (i) => data[place(i)] as number;
}

/** A vector with one element per channel, shaped so that it broadcasts over [N, C, ...]. */
export function perChannel(tensor: RunTensor | undefined, rank: number): RunTensor | undefined {
  return tensor && { ...tensor, shape: [...tensor.shape, ...Array.from({ length: rank - 2 }, () => 1)] };
}

export function axesFrom(axis: number, rank: number): readonly number[] {
  const first = wrapAxis(axis, rank);
  return Array.from({ length: rank - first }, (_, i) => first + i);
}

/** The output's type at the input's shape. */
function typeLike(call: Pick<KernelCall, "inputs" | "outputs">): RunType {
  return { dtype: outputOf(call).dtype, shape: inputOf(call, 0).shape };
}

interface Attributes {
  readonly axis: number;
  readonly epsilon: number;
}

export const layerNormalizationReference = defineKernel<Attributes>((call) => {
  const input = inputOf(call, 0);
  const axes = axesFrom(call.attributes.axis, input.shape.length);
  const { values, statistics } = normalise(input, input.shape, axes, standard(call.attributes.epsilon));
  const measured = call.outputs
    .slice(1)
    .map((type, output) => tensorOf(type, (i) => statistics[i]?.[output === 0 ? "shift" : "factor"] ?? 0));
  return [scaleAndShift(values, typeLike(call), call.inputs[1], call.inputs[2]), ...measured];
});

export const rmsNormalizationReference = defineKernel<Attributes>((call) => {
  const input = inputOf(call, 0);
  const axes = axesFrom(call.attributes.axis, input.shape.length);
  const { values } = normalise(input, input.shape, axes, rootMeanSquare(call.attributes.epsilon));
  return [scaleAndShift(values, typeLike(call), call.inputs[1])];
});

function overGroups(groupsOf: (channels: number, attributes: { readonly num_groups: number }) => number) {
  return defineKernel<{ readonly num_groups: number; readonly epsilon: number }>((call) => {
    const input = inputOf(call, 0);
    const [batch = 1, channels = 1] = input.shape;
    const groups = groupsOf(channels, call.attributes);
    const shape = [batch, groups, elementCount(input.shape) / (batch * groups)];
    const { values } = normalise(input, shape, [2], standard(call.attributes.epsilon));
    const [scale, bias] = [call.inputs[1], call.inputs[2]].map((each) => perChannel(each, input.shape.length));
    return [scaleAndShift(values, typeLike(call), scale, bias)];
  });
}

export const groupNormalizationReference = overGroups((_, { num_groups }) => num_groups);
export const instanceNormalizationReference = overGroups((channels) => channels);

/** The epsilon of ONNX's function body, which keeps the division finite. */
export const variancesEpsilon = 1e-9;

export const meanVarianceNormalizationReference = defineKernel<{ readonly axes: readonly number[] }>((call) => {
  const input = inputOf(call, 0);
  const axes = call.attributes.axes.map((axis) => wrapAxis(axis, input.shape.length));
  const { values } = normalise(input, input.shape, axes, standard(variancesEpsilon));
  return [scaleAndShift(values, typeLike(call))];
});

export const lpNormalizationReference = defineKernel<{ readonly axis: number; readonly p: number }>((call) => {
  const input = inputOf(call, 0);
  const axis = wrapAxis(call.attributes.axis, input.shape.length);
  const { values } = normalise(input, input.shape, [axis], pNorm(call.attributes.p));
  return [scaleAndShift(values, typeLike(call))];
});
