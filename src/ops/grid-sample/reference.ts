/** Sampling at the places of a grid in plain loops: the neighbours that each place mixes, axis by axis. */
import { stridesOf } from "../index-map.js";
import { defineKernel, inputOf, outputOf, realsOf, tensorOfSums } from "../reference-data.js";
import { roundHalfEven } from "../scalar.js";

interface Attributes {
  readonly align_corners: number;
  readonly mode: string;
  readonly padding_mode: string;
}

/** A neighbour along one axis, perhaps outside, and its weight. */
interface Tap {
  readonly at: number;
  readonly weight: number;
}

/** Cubic convolution with a = -0.75 (Keys 1981), as PyTorch has it. */
function cubic(distance: number): number {
  const a = -0.75;
  const x = Math.abs(distance);
  if (x <= 1) return (a + 2) * x ** 3 - (a + 3) * x ** 2 + 1;
  return x < 2 ? a * x ** 3 - 5 * a * x ** 2 + 8 * a * x - 4 * a : 0;
}

function tapsOf(x: number, mode: string): readonly Tap[] {
  if (mode === "nearest") return [{ at: roundHalfEven(x), weight: 1 }];
  const whole = Math.floor(x);
  if (mode === "linear") return [0, 1].map((i) => ({ at: whole + i, weight: 1 - Math.abs(x - whole - i) }));
  return [-1, 0, 1, 2].map((i) => ({ at: whole + i, weight: cubic(x - whole - i) }));
}

/** Folds a place into [low, high] as a mirror at each end does. */
function reflect(x: number, low: number, high: number): number {
  const range = high - low;
  if (range <= 0) return low;
  const distance = Math.abs(x - low) % (2 * range);
  return low + (distance > range ? 2 * range - distance : distance);
}

/** The position inside the axis that a neighbour reads; -1 for a zero outside. */
function inside(at: number, size: number, { padding_mode, align_corners }: Attributes): number {
  if (at >= 0 && at < size) return at;
  if (padding_mode === "zeros") return -1;
  if (padding_mode === "border") return Math.min(Math.max(at, 0), size - 1);
  const [low, high] = align_corners === 1 ? [0, size - 1] : [-0.5, size - 0.5];
  return Math.min(Math.max(Math.round(reflect(at, low, high)), 0), size - 1);
}

export const gridSampleReference = defineKernel<Attributes>((call) => {
  const { attributes } = call;
  const [input, grid] = [inputOf(call, 0), inputOf(call, 1)];
  const output = outputOf(call);
  const [x, places] = [realsOf(input), realsOf(grid)];
  const [batch = 1, channels = 1, ...sizes] = input.shape;
  const axes = sizes.length;
  const strides = stridesOf(sizes);
  const plane = sizes.reduce((product, size) => product * size, 1);
  const cells = output.shape.slice(2).reduce((product, size) => product * size, 1);
  const sums = new Float64Array(batch * channels * cells);
  for (let n = 0; n < batch; n++) {
    for (let cell = 0; cell < cells; cell++) {
      let taps: readonly Tap[] = [{ at: 0, weight: 1 }];
      sizes.forEach((size, axis) => {
        // A place names x first: the last axis.
        const raw = places[(n * cells + cell) * axes + axes - 1 - axis] as number;
        const [low, high] = attributes.align_corners === 1 ? [0, size - 1] : [-0.5, size - 0.5];
        let place = low + ((raw + 1) / 2) * (high - low);
        if (attributes.padding_mode === "border" && attributes.mode !== "cubic") {
          place = Math.min(Math.max(place, 0), size - 1);
        } else if (attributes.padding_mode === "reflection" && attributes.mode !== "cubic") {
          place = Math.min(Math.max(reflect(place, low, high), 0), size - 1);
        }
        const along = tapsOf(place, attributes.mode).map((tap) => ({ ...tap, at: inside(tap.at, size, attributes) }));
        taps = taps.flatMap(({ at, weight }) =>
          along.map((tap) => ({
            at: at < 0 || tap.at < 0 ? -1 : at + tap.at * (strides[axis] ?? 1),
            weight: weight * tap.weight,
          })),
        );
      });
      for (let c = 0; c < channels; c++) {
        const from = (n * channels + c) * plane;
        let sum = 0;
        for (const { at, weight } of taps) if (at >= 0) sum += weight * (x[from + at] as number);
        sums[(n * channels + c) * cells + cell] = sum;
      }
    }
  }
  return [tensorOfSums(output, sums)];
});
