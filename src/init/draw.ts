/** Draws a weight's elements: seeded by its name, in pieces, so that a large weight never lies in memory as a whole. */
import type { Distribution } from "./distribution.js";
import { truncation } from "./distribution.js";
import type { Layout } from "./fan.js";
import { type RandomStream, randomStream } from "./stream.js";

export interface DrawOptions {
  /** Elements of a piece; 65,536 if absent. */
  readonly pieceSize?: number;
}

/** Multiplications that an orthogonal matrix may take: about ten seconds. */
const mostProducts = 2 ** 34;

/**
 * The elements of a weight in C order, piece by piece, rounded to float32.
 *
 * @param name seeds the weight's own stream, together with `seed` (a whole number from 0 to 2^53 - 1)
 * @throws RangeError for an orthogonal matrix that would take more than 2^34 multiplications
 */
export function* drawWeight(
  name: string,
  distribution: Distribution,
  layout: Layout,
  elements: number,
  seed: number,
  { pieceSize = 2 ** 16 }: DrawOptions = {},
): Generator<Float32Array> {
  if (distribution.kind === "orthogonal" || distribution.kind === "identity") {
    yield* structured(distribution, layout, elements, randomStream(seed, name), pieceSize);
    return;
  }
  const next = sampler(distribution, randomStream(seed, name));
  for (let start = 0; start < elements; start += pieceSize) {
    const piece = new Float32Array(Math.min(pieceSize, elements - start));
    for (let index = 0; index < piece.length; index += 1) piece[index] = next();
    yield piece;
  }
}

type Independent = Exclude<Distribution, { readonly kind: "orthogonal" | "identity" }>;

function sampler(distribution: Independent, stream: RandomStream): () => number {
  switch (distribution.kind) {
    case "constant":
      return () => distribution.value;
    case "uniform": {
      const width = distribution.high - distribution.low;
      return () => distribution.low + width * stream.uniform();
    }
    case "normal":
      return () => distribution.mean + distribution.std * stream.normal();
    case "truncated_normal":
      return () => {
        for (;;) {
          const value = stream.normal();
          if (Math.abs(value) <= truncation) return distribution.mean + distribution.std * value;
        }
      };
  }
}

function* structured(
  { kind, gain }: Extract<Distribution, { readonly kind: "orthogonal" | "identity" }>,
  layout: Layout,
  elements: number,
  stream: RandomStream,
  pieceSize: number,
): Generator<Float32Array> {
  const all = new Float32Array(elements);
  const size = layout.rows * layout.columns;
  for (let block = 0; block < layout.blocks; block += 1) {
    const part = all.subarray(block * size, (block + 1) * size);
    if (kind === "orthogonal") fillOrthogonal(part, layout, gain, stream);
    else fillIdentity(part, layout, gain);
  }
  for (let start = 0; start < elements; start += pieceSize) yield all.subarray(start, start + pieceSize);
}

/**
 * Orthonormal rows (or columns, if there are fewer of them): normal vectors made orthogonal one after the other, which
 * gives every rotation the same chance (Saxe et al., Exact solutions to the nonlinear dynamics of learning, 2014).
 */
function fillOrthogonal(target: Float32Array, { rows, columns }: Layout, gain: number, stream: RandomStream): void {
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  if (count * count * length * 2 > mostProducts) {
    throw new RangeError(`an orthogonal matrix of ${rows}×${columns} takes too long to draw`);
  }
  const vectors: Float64Array[] = [];
  for (let index = 0; index < count; index += 1) {
    const vector = Float64Array.from({ length }, () => stream.normal());
    // Twice is enough for full precision (Kahan and Parlett, in Parlett, The symmetric eigenvalue problem, 1980, 6.9).
    for (let round = 0; round < 2; round += 1) for (const other of vectors) subtractProjection(vector, other);
    normalise(vector);
    vectors.push(vector);
  }
  const [alongRow, alongVector] = rows <= columns ? [columns, 1] : [1, columns];
  vectors.forEach((vector, index) => {
    for (let at = 0; at < length; at += 1) target[index * alongRow + at * alongVector] = gain * (vector[at] ?? 0);
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const share = dot(vector, unit);
  for (let index = 0; index < vector.length; index += 1)
    vector[index] = (vector[index] ?? 0) - share * (unit[index] ?? 0);
}

function normalise(vector: Float64Array): void {
  const size = Math.sqrt(dot(vector, vector));
  for (let index = 0; index < vector.length; index += 1) vector[index] = (vector[index] ?? 0) / size;
}

/** Output d of each group takes input d of the group, at the middle of the kernel (PyTorch's eye_ and dirac_). */
function fillIdentity(target: Float32Array, { rows, columns, kernel, groups }: Layout, gain: number): void {
  const window = kernel.reduce((total, size) => total * size, 1);
  const middle = kernel.reduce((at, size) => at * size + Math.floor(size / 2), 0);
  const channels = columns / window;
  const perGroup = rows / groups;
  for (let group = 0; group < groups; group += 1) {
    for (let index = 0; index < Math.min(perGroup, channels); index += 1) {
      target[(group * perGroup + index) * columns + index * window + middle] = gain;
    }
  }
}
