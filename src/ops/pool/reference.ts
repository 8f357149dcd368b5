/** Pooling in plain loops: what becomes of a window's elements, for sliding, global and adaptive windows. */
import type { RunTensor, RunType } from "../../tensor/index.js";
import { elementCount, FILL, stridesOf } from "../index-map.js";
import { defineKernel, inputOf, outputOf, type Reals, realsOf, tensorOf } from "../reference-data.js";
import { paddedWindows } from "../window.js";
import { type WindowView, windowViews } from "../window-walk.js";

export interface PoolAttributes extends Omit<Parameters<typeof paddedWindows>[0], "kernel_shape"> {
  readonly kernel_shape: readonly number[];
  readonly ceil_mode: number;
  readonly count_include_pad?: number;
  readonly p?: number;
  readonly storage_order?: number;
}

/** A window's result: `at` is where its plane starts; offsets of padding are {@link FILL}. */
type PoolWindow = (data: Reals, at: number, view: WindowView) => number;

/** The greatest element's offset; FILL where the window has none. NaN wins, as in the frameworks. */
export function greatestOffset(data: Reals, at: number, { offsets }: WindowView): number {
  let best = FILL;
  for (const offset of offsets) {
    if (offset === FILL) continue;
    const element = data[at + offset] as number;
    if (best === FILL || element > (data[at + best] as number) || Number.isNaN(element)) best = offset;
  }
  return best;
}

export const maximum: PoolWindow = (data, at, view) => {
  const best = greatestOffset(data, at, view);
  return best === FILL ? Number.NEGATIVE_INFINITY : (data[at + best] as number);
};

/** The mean of the elements inside the input; with `padded` the declared padding counts as zeros. */
export function mean(padded: boolean): PoolWindow {
  return (data, at, { offsets, declared }) => {
    let sum = 0;
    let inside = 0;
    for (const offset of offsets) {
      if (offset === FILL) continue;
      sum += data[at + offset] as number;
      inside++;
    }
    return sum / (padded ? declared : inside);
  };
}

function norm(p: number): PoolWindow {
  return (data, at, { offsets }) => {
    let sum = 0;
    for (const offset of offsets) if (offset !== FILL) sum += Math.abs(data[at + offset] as number) ** p;
    return sum ** (1 / p);
  };
}

/** One result for every window of every plane of [N, C, ...spatial]. */
export function poolPlanes(
  input: RunTensor,
  output: RunType,
  views: readonly WindowView[],
  pool: PoolWindow,
): RunTensor {
  const data = realsOf(input);
  const plane = elementCount(input.shape.slice(2));
  const each = views.length;
  return tensorOf(output, (i) => {
    const view = views[i % each];
    return view === undefined ? 0 : pool(data, Math.floor(i / each) * plane, view);
  });
}

function windowKernel(poolOf: (attributes: PoolAttributes) => PoolWindow) {
  return defineKernel<PoolAttributes>((call) => {
    const { attributes } = call;
    const input = inputOf(call, 0);
    const windows = paddedWindows(attributes, attributes.kernel_shape, input.shape);
    const { counts, views } = windowViews(input.shape.slice(2), windows, attributes.ceil_mode === 1);
    const shape = [...input.shape.slice(0, 2), ...counts];
    const pooled = poolPlanes(input, { dtype: outputOf(call).dtype, shape }, views, poolOf(attributes));
    const indices = call.outputs[1];
    return indices === undefined ? [pooled] : [pooled, indicesOf(input, { ...indices, shape }, views, attributes)];
  });
}

/** Where each maximum lies in the whole input; with storage_order 1 as if the last spatial axis came first. */
function indicesOf(
  input: RunTensor,
  { dtype, shape }: RunType,
  views: readonly WindowView[],
  { storage_order }: PoolAttributes,
): RunTensor {
  const sizes = input.shape.slice(2);
  const plane = elementCount(sizes);
  const strides = stridesOf(sizes);
  const reversed = [...stridesOf([...sizes].reverse())].reverse();
  const place = (offset: number): number =>
    storage_order === 1
      ? sizes.reduce((at, size, axis) => {
          const coordinate = Math.floor(offset / (strides[axis] ?? 1)) % size;
          return at + coordinate * (reversed[axis] ?? 1);
        }, 0)
      : offset;
  const data = realsOf(input);
  const each = views.length;
  return tensorOf({ dtype, shape }, (i) => {
    const view = views[i % each];
    const at = Math.floor(i / each) * plane;
    return view === undefined ? 0 : at + place(greatestOffset(data, at, view));
  });
}

/** The window that holds all of [N, C, ...spatial]'s positions. */
export function wholePlane(shape: readonly number[]): WindowView {
  const elements = elementCount(shape.slice(2));
  return { offsets: Array.from({ length: elements }, (_, i) => i), declared: elements };
}

function globalKernel(poolOf: (attributes: { readonly p?: number }) => PoolWindow) {
  return defineKernel<{ readonly p?: number }>((call) => {
    const input = inputOf(call, 0);
    return [poolPlanes(input, outputOf(call), [wholePlane(input.shape)], poolOf(call.attributes))];
  });
}

export const maxPoolReference = windowKernel(() => maximum);
export const averagePoolReference = windowKernel(({ count_include_pad }) => mean(count_include_pad === 1));
export const lpPoolReference = windowKernel(({ p = 2 }) => norm(p));
export const globalMaxPoolReference = globalKernel(() => maximum);
export const globalAveragePoolReference = globalKernel(() => mean(false));
export const globalLpPoolReference = globalKernel(({ p = 2 }) => norm(p));
