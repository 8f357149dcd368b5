/** Convolution in plain loops: every kernel times every window of the padded input. */
import type { RunTensor } from "../../tensor/index.js";
import type { WindowAxis } from "../definition.js";
import { addDotProducts, addSingleSums } from "../dot-products.js";
import { type AxisMap, elementCount, offsetsOf, padMaps, stridesOf } from "../index-map.js";
import {
  defineKernel,
  inputOf,
  moveElements,
  optionalReals,
  outputOf,
  realsOf,
  tensorOfSums,
} from "../reference-data.js";
import { kernelOf, paddedWindows } from "../window.js";
import { windowStarts } from "../window-walk.js";

type WindowAttributes = Parameters<typeof paddedWindows>[0];

/** Elements of windows that are copied side by side at a time: what a processor's cache holds. */
export const BLOCK = 2 ** 18;

/** Zeros around the spatial axes. */
function padWithZeros(input: RunTensor, windows: readonly WindowAxis[]): RunTensor {
  if (windows.every(({ padBegin, padEnd }) => padBegin === 0 && padEnd === 0)) return input;
  const begin = [0, 0, ...windows.map(({ padBegin }) => padBegin)];
  const end = [0, 0, ...windows.map(({ padEnd }) => padEnd)];
  return moveElements(input, padMaps(input.shape, begin, end, "constant"));
}

/** Positions along an axis that are `by` apart. */
function spread(count: number, by: number): AxisMap {
  return Array.from({ length: count }, (_, i) => i * by);
}

/** Where a convolution's windows lie in its padded input: offsets, so that the same plan serves forwards and backwards. */
export interface ConvLayout {
  /** With zeros around the spatial axes. */
  readonly input: RunTensor;
  /** Windows along each axis. */
  readonly counts: readonly number[];
  /** Offsets within a padded image of every window's first element, and of a window's elements from there. */
  readonly starts: Int32Array;
  readonly window: Int32Array;
  readonly windows: readonly WindowAxis[];
}

export interface ConvAttributes extends WindowAttributes {
  readonly group: number;
}

export function layOut(data: RunTensor, weight: RunTensor, attributes: ConvAttributes): ConvLayout {
  const [, perGroup = 1, ...kernel] = weight.shape;
  const windows = paddedWindows(attributes, kernelOf(weight.shape) ?? [], data.shape);
  const counts = windows.map((window) => windowStarts(data.shape[window.axis] ?? 0, window).length);
  const input = padWithZeros(data, windows);
  const sizes = input.shape.slice(2);
  const strides = stridesOf(sizes);
  const starts = offsetsOf(counts.map((count, i) => spread(count, (windows[i]?.stride ?? 1) * (strides[i] ?? 1))));
  const planes = spread(perGroup, elementCount(sizes));
  const taps = kernel.map((size, i) => spread(size, (windows[i]?.dilation ?? 1) * (strides[i] ?? 1)));
  const window = offsetsOf([planes, ...taps]);
  return { input, counts, windows, starts: Int32Array.from(starts), window: Int32Array.from(window) };
}

export const convReference = defineKernel<ConvAttributes>((call) => {
  const { attributes, counter } = call;
  const weight = inputOf(call, 1);
  const bias = optionalReals(call, 2);
  const [out = 1, perGroup = 1] = weight.shape;
  const { input, counts, starts, window } = layOut(inputOf(call, 0), weight, attributes);
  const [batch = 1, channels = 1, ...sizes] = input.shape;
  const [x, w] = [realsOf(input), realsOf(weight)];
  const positions = starts.length;
  const sums = new Float64Array(batch * out * positions);
  if (bias !== undefined) {
    for (let i = 0; i < batch * out; i++) sums.fill(bias[i % out] ?? 0, i * positions, (i + 1) * positions);
  }
  const inner = window.length;
  if (call.only !== undefined) {
    const places = call.only.map((to) => {
      const row = Math.floor(to / positions);
      const [n, o] = [Math.floor(row / out), row % out];
      const group = Math.floor(o / (out / attributes.group));
      const image = (n * channels + group * perGroup) * elementCount(sizes);
      return { to, left: o * inner, right: image + (starts[to % positions] ?? 0) };
    });
    addSingleSums(sums, places, [w, x], window);
    return [tensorOfSums({ dtype: outputOf(call).dtype, shape: [batch, out, ...counts] }, sums)];
  }
  const blockLength = Math.max(2, Math.floor(BLOCK / Math.max(inner, 1)));
  const block = new Float64Array(Math.min(blockLength, positions) * inner);
  const outPerGroup = out / attributes.group;
  for (let n = 0; n < batch; n++) {
    for (let g = 0; g < attributes.group; g++) {
      const image = (n * channels + g * perGroup) * elementCount(sizes);
      const left = { data: w, at: g * outPerGroup * inner, step: inner, count: outPerGroup };
      for (let first = 0; first < positions; first += blockLength) {
        const count = Math.min(blockLength, positions - first);
        let at = 0;
        for (let p = first; p < first + count; p++) {
          const start = image + (starts[p] ?? 0);
          for (let k = 0; k < inner; k++) block[at++] = x[start + (window[k] as number)] as number;
        }
        const to = { data: sums, at: (n * out + g * outPerGroup) * positions + first, left: positions, right: 1 };
        addDotProducts(to, left, { data: block, at: 0, step: inner, count }, inner, counter);
      }
    }
  }
  return [tensorOfSums({ dtype: outputOf(call).dtype, shape: [batch, out, ...counts] }, sums)];
});
