/** Gradients of pooling: a maximum hands its slope to the greatest element, a mean to all alike, a norm by their share. */
import { defineGradient, gradientOf, outputReals } from "../gradient-kernel.js";
import { elementCount, FILL } from "../index-map.js";
import { inputOf, type Reals, realsOf } from "../reference-data.js";
import { paddedWindows } from "../window.js";
import { type WindowView, windowViews } from "../window-walk.js";
import { greatestOffset, type PoolAttributes, wholePlane } from "./reference.js";

/** Adds one window's slope to its elements' slopes; `at` is where its plane starts, `y` the window's result. */
type SpreadWindow = (to: Float64Array, x: Reals, at: number, view: WindowView, slope: number, y: number) => void;

const add = (to: Float64Array, at: number, slope: number): void => {
  to[at] = (to[at] as number) + slope;
};

export const spreadMaximum: SpreadWindow = (to, x, at, view, slope) => {
  const best = greatestOffset(x, at, view);
  if (best !== FILL) add(to, at + best, slope);
};

export function spreadMean(padded: boolean): SpreadWindow {
  return (to, _, at, { offsets, declared }, slope) => {
    let inside = declared;
    if (!padded) {
      inside = 0;
      for (const offset of offsets) if (offset !== FILL) inside++;
    }
    for (const offset of offsets) if (offset !== FILL) add(to, at + offset, slope / inside);
  };
}

/** y = (Σ |x|^p)^(1/p): the slope by x is sign(x)·(|x|/y)^(p - 1), and 0 where all are. */
function spreadNorm(p: number): SpreadWindow {
  return (to, x, at, { offsets }, slope, y) => {
    if (y === 0) return;
    for (const offset of offsets) {
      if (offset === FILL) continue;
      const element = x[at + offset] as number;
      add(to, at + offset, slope * Math.sign(element) * (Math.abs(element) / y) ** (p - 1));
    }
  };
}

/** Spreads the slopes of every window of every plane of [N, C, ...spatial]. */
export function spreadPlanes(
  call: Parameters<typeof gradientOf>[0] & Parameters<typeof inputOf>[0],
  views: readonly WindowView[],
  spread: SpreadWindow,
): Float64Array {
  const input = inputOf(call, 0);
  const [x, y, from] = [realsOf(input), outputReals(call), gradientOf(call)];
  const to = new Float64Array(x.length);
  const plane = elementCount(input.shape.slice(2));
  for (let at = 0, i = 0; i < from.length; at += plane) {
    for (const view of views) {
      spread(to, x, at, view, from[i] as number, y[i] as number);
      i++;
    }
  }
  return to;
}

function windowGradient(spreadOf: (attributes: PoolAttributes) => SpreadWindow) {
  return defineGradient<PoolAttributes>((call) => {
    const { attributes } = call;
    const { shape } = inputOf(call, 0);
    const windows = paddedWindows(attributes, attributes.kernel_shape, shape);
    const { views } = windowViews(shape.slice(2), windows, attributes.ceil_mode === 1);
    return [spreadPlanes(call, views, spreadOf(attributes))];
  });
}

function globalGradient(spreadOf: (attributes: { readonly p?: number }) => SpreadWindow) {
  return defineGradient<{ readonly p?: number }>((call) => [
    spreadPlanes(call, [wholePlane(inputOf(call, 0).shape)], spreadOf(call.attributes)),
  ]);
}

export const maxPoolGradient = windowGradient(() => spreadMaximum);
export const averagePoolGradient = windowGradient(({ count_include_pad }) => spreadMean(count_include_pad === 1));
export const lpPoolGradient = windowGradient(({ p = 2 }) => spreadNorm(p));
export const globalMaxPoolGradient = globalGradient(() => spreadMaximum);
export const globalAveragePoolGradient = globalGradient(() => spreadMean(false));
export const globalLpPoolGradient = globalGradient(({ p = 2 }) => spreadNorm(p));
