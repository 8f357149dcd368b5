/** The one loop of multiply-accumulates that convolutions, matrix products, recurrent layers and attention share. */
import type { Reals } from "./reference-data.js";
import type { MacCounter } from "./reference-kernel.js";

/** Rows of `inner` neighbouring elements: the first row's place, and how far apart rows are. */
export interface Rows {
  readonly data: Reals;
  readonly at: number;
  readonly step: number;
  readonly count: number;
}

/** Where the sum of left row i and right row j goes: `at + i·left + j·right`. */
export interface Sums {
  readonly data: Float64Array;
  readonly at: number;
  readonly left: number;
  readonly right: number;
}

/** Rows of the left factor that are multiplied at once, with two of the right: as many sums as registers hold. */
const TILE = 4;

/**
 * Adds the dot product of every left row with every right row to the sums: `sum(i, j) += Σ_k left(i, k)·right(j, k)`,
 * in the order of k, in float64. Multiplications are counted in the loops that execute them.
 */
export function addDotProducts(sums: Sums, left: Rows, right: Rows, inner: number, counter?: MacCounter): void {
  const [tiledLeft, tiledRight] = [left.count - (left.count % TILE), right.count - (right.count % 2)];
  let executed = 0;
  for (let i = 0; i < tiledLeft; i += TILE) {
    for (let j = 0; j < tiledRight; j += 2) executed += addTile(sums, left, i, right, j, inner);
    for (let j = tiledRight; j < right.count; j++) {
      for (let each = i; each < i + TILE; each++) executed += addOne(sums, left, each, right, j, inner);
    }
  }
  for (let i = tiledLeft; i < left.count; i++) {
    for (let j = 0; j < right.count; j++) executed += addOne(sums, left, i, right, j, inner);
  }
  if (counter !== undefined) counter.executed += executed;
}

/** One sum; gives the multiplications executed. */
function addOne(sums: Sums, left: Rows, i: number, right: Rows, j: number, inner: number): number {
  const [a, b] = [left.data, right.data];
  const at = sums.at + i * sums.left + j * sums.right;
  let p = left.at + i * left.step;
  let q = right.at + j * right.step;
  let sum = sums.data[at] as number;
  let executed = 0;
  while (executed < inner) {
    sum += (a[p++] as number) * (b[q++] as number);
    executed++;
  }
  sums.data[at] = sum;
  return executed;
}

/** Four left rows by two right rows; gives the multiplications executed. */
function addTile(sums: Sums, left: Rows, i: number, right: Rows, j: number, inner: number): number {
  const [a, b, s] = [left.data, right.data, sums.data];
  let p0 = left.at + i * left.step;
  let p1 = p0 + left.step;
  let p2 = p1 + left.step;
  let p3 = p2 + left.step;
  let q0 = right.at + j * right.step;
  let q1 = q0 + right.step;
  const end = q0 + inner;
  const at0 = sums.at + i * sums.left + j * sums.right;
  const [at1, at2, at3] = [at0 + sums.left, at0 + 2 * sums.left, at0 + 3 * sums.left];
  let s00 = s[at0] as number;
  let s01 = s[at0 + sums.right] as number;
  let s10 = s[at1] as number;
  let s11 = s[at1 + sums.right] as number;
  let s20 = s[at2] as number;
  let s21 = s[at2 + sums.right] as number;
  let s30 = s[at3] as number;
  let s31 = s[at3 + sums.right] as number;
  let executed = 0;
  while (q0 < end) {
    const x0 = b[q0++] as number;
    const x1 = b[q1++] as number;
    const w0 = a[p0++] as number;
    s00 += w0 * x0;
    s01 += w0 * x1;
    const w1 = a[p1++] as number;
    s10 += w1 * x0;
    s11 += w1 * x1;
    const w2 = a[p2++] as number;
    s20 += w2 * x0;
    s21 += w2 * x1;
    const w3 = a[p3++] as number;
    s30 += w3 * x0;
    s31 += w3 * x1;
    executed += 8;
  }
  s[at0] = s00;
  s[at0 + sums.right] = s01;
  s[at1] = s10;
  s[at1 + sums.right] = s11;
  s[at2] = s20;
  s[at2 + sums.right] = s21;
  s[at3] = s30;
  s[at3 + sums.right] = s31;
  return executed;
}

/** Elements of a matrix: element (row, k) is at `at + row·row + k·inner`. */
export interface MatrixPlace {
  readonly at: number;
  readonly row: number;
  readonly inner: number;
}

/** The rows of a matrix, copied side by side where their elements are not neighbours. */
export function rowsOf(data: Reals, place: MatrixPlace, count: number, inner: number): Rows {
  if (place.inner === 1) return { data, at: place.at, step: place.row, count };
  const rows = new Float64Array(count * inner);
  for (let row = 0; row < count; row++) {
    const from = place.at + row * place.row;
    for (let k = 0; k < inner; k++) rows[row * inner + k] = data[from + k * place.inner] as number;
  }
  return { data: rows, at: 0, step: inner, count };
}

/** One element of a sum: where it goes, where its factors begin, and how far their elements are apart. */
export interface SingleSum {
  readonly to: number;
  readonly left: number;
  readonly right: number;
}

/** Adds the products of `inner` neighbours on the left with those at `offsets[k]` from the right place, for each sum alone. */
export function addSingleSums(
  sums: Float64Array,
  places: Iterable<SingleSum>,
  [left, right]: readonly [Reals, Reals],
  offsets: readonly number[] | Int32Array,
): void {
  for (const { to, left: p, right: q } of places) {
    let sum = sums[to] as number;
    for (let k = 0; k < offsets.length; k++)
      sum += (left[p + k] as number) * (right[q + (offsets[k] as number)] as number);
    sums[to] = sum;
  }
}
