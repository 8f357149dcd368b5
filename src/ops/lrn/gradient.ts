/** Gradient of local response normalisation. */
import { defineGradient, gradientOf, outputReals } from "../gradient-kernel.js";
import { elementCount } from "../index-map.js";
import { inputOf, realsOf } from "../reference-data.js";
import type { LrnAttributes } from "./reference.js";

/**
 * With d = bias + alpha/size·Σ x² and y = x/d^beta: an element's own slope is g/d^beta, and from every neighbour i in
 * whose sum it is comes -2·alpha·beta/size·x·g(i)·y(i)/d(i).
 */
export const lrnGradient = defineGradient<LrnAttributes>((call) => {
  const { alpha, beta, bias, size } = call.attributes;
  const { shape, ...tensor } = inputOf(call, 0);
  const [x, y, from] = [realsOf({ shape, ...tensor }), outputReals(call), gradientOf(call)];
  const channels = shape[1] ?? 1;
  const plane = elementCount(shape.slice(2));
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  const to = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const c = Math.floor(i / plane) % channels;
    const [first, last] = [Math.max(0, c - before), Math.min(channels - 1, c + after)];
    let squares = 0;
    for (let other = first; other <= last; other++) squares += (x[i + (other - c) * plane] as number) ** 2;
    const sum = bias + (alpha / size) * squares;
    to[i] = (to[i] as number) + (from[i] as number) / sum ** beta;
    const share = ((-2 * alpha * beta) / size) * (from[i] as number) * ((y[i] as number) / sum);
    for (let other = first; other <= last; other++) {
      const at = i + (other - c) * plane;
      to[at] = (to[at] as number) + share * (x[at] as number);
    }
  }
  return [to];
});
