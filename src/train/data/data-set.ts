/** Small sets of labelled examples: spirals and patterned digits drawn from a seed, whose right answers are known. */
import { randomStream } from "../../init/index.js";

interface Example {
  readonly input: Float32Array;
  readonly target: number;
}

/** Examples of one shape (without the batch), each of one of `classes`; the same example for the same index. */
export interface DataSet {
  readonly name: string;
  readonly classes: number;
  readonly count: number;
  readonly shape: readonly number[];
  readonly exampleAt: (index: number) => Example;
}

/** Two arms that wind around each other one and a half times, with a little noise: no straight line parts them. */
export function spirals(seed: number, count = 1000): DataSet {
  const exampleAt = (index: number): Example => {
    const stream = randomStream(seed, `spiral ${index}`);
    const target = index % 2;
    const reach = 0.1 + 0.9 * stream.uniform();
    const angle = 3 * Math.PI * reach + target * Math.PI;
    const [x, y] = [reach * Math.cos(angle), reach * Math.sin(angle)];
    return { target, input: Float32Array.of(2 * (x + 0.02 * stream.normal()), 2 * (y + 0.02 * stream.normal())) };
  };
  return { name: `spirals, seed ${seed}`, classes: 2, count, shape: [2], exampleAt };
}

/** Digits as in a segment display, five columns by seven rows. */
const glyphs = [
  "01110 10001 10011 10101 11001 10001 01110",
  "00100 01100 00100 00100 00100 00100 01110",
  "01110 10001 00001 00110 01000 10000 11111",
  "11110 00001 00001 01110 00001 00001 11110",
  "00010 00110 01010 10010 11111 00010 00010",
  "11111 10000 11110 00001 00001 10001 01110",
  "00110 01000 10000 11110 10001 10001 01110",
  "11111 00001 00010 00100 01000 01000 01000",
  "01110 10001 10001 01110 10001 10001 01110",
  "01110 10001 10001 01111 00001 00010 01100",
].map((rows) => rows.split(" "));
const [glyphWidth, glyphHeight] = [5, 7] as const;

/** Sizes of an image that `digits` can draw on: undefined where it is too small, or no image. */
function imageOf(shape: readonly number[]): readonly [number, number, number] | undefined {
  const [channels = 0, height = 0, width = 0, ...rest] = shape;
  return rest.length === 0 && channels > 0 && height > glyphHeight && width > glyphWidth
    ? [channels, height, width]
    : undefined;
}

/** Digits at random places with noise, on images of a shape [channels, height, width]; undefined if none fits there. */
export function digits(seed: number, shape: readonly number[], count = 2000): DataSet | undefined {
  const image = imageOf(shape);
  if (image === undefined) return undefined;
  const [channels, height, width] = image;
  const scale = Math.max(1, Math.floor(Math.min(height / (glyphHeight + 2), width / (glyphWidth + 2))));
  const exampleAt = (index: number): Example => {
    const stream = randomStream(seed, `digit ${index}`);
    const target = index % 10;
    const top = Math.floor(stream.uniform() * (height - scale * glyphHeight + 1));
    const left = Math.floor(stream.uniform() * (width - scale * glyphWidth + 1));
    const plane = new Float32Array(height * width);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const ink = glyphs[target]?.[Math.floor((y - top) / scale)]?.[Math.floor((x - left) / scale)] === "1" ? 1 : 0;
        plane[y * width + x] = ink + 0.1 * stream.normal();
      }
    }
    return { target, input: repeatPlane(plane, channels) };
  };
  return { name: `patterned digits, seed ${seed}`, classes: 10, count, shape, exampleAt };
}

/**
 * Grey images of `side`² numbers from 0 to 1 as a set for a shape [channels, height, width]: in the middle of a black
 * image if that is larger, alike in every channel. Undefined where they do not fit.
 */
export function imageSet(
  name: string,
  images: readonly { readonly pixels: ArrayLike<number>; readonly target: number }[],
  side: number,
  shape: readonly number[],
): DataSet | undefined {
  const image = imageOf(shape);
  if (image === undefined || image[1] < side || image[2] < side) return undefined;
  const [channels, height, width] = image;
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)];
  const exampleAt = (index: number): Example => {
    const { pixels, target } = images[index] ?? { pixels: [], target: 0 };
    const plane = new Float32Array(height * width);
    for (let i = 0; i < side * side; i++) {
      plane[(top + Math.floor(i / side)) * width + left + (i % side)] = pixels[i] ?? 0;
    }
    return { target, input: repeatPlane(plane, channels) };
  };
  return { name, classes: 10, count: images.length, shape, exampleAt };
}

function repeatPlane(plane: Float32Array, channels: number): Float32Array {
  const all = new Float32Array(plane.length * channels);
  for (let channel = 0; channel < channels; channel++) all.set(plane, channel * plane.length);
  return all;
}
