/** What is measured of a tensor: moments, zeros, extremes, elements that are not finite, a histogram. */
import type { Reals } from "../ops/reference-data.js";

export interface Statistics {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation over all elements. */
  readonly std: number;
  /** Mean of the squares. */
  readonly meanSquare: number;
  /** Share of elements that are exactly zero. */
  readonly zeros: number;
  /** Elements that are NaN or infinite; where there are any, the figures above are of the others. */
  readonly notFinite: number;
  readonly histogram: Histogram;
}

/** Elements by value: `counts[i]` of them from low + i·(high - low)/counts.length on; what lies outside is at the ends. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

const bins = 40;
/** A histogram reaches over as many standard deviations on either side of the mean. */
const reach = 4;

export function measure(data: Reals): Statistics {
  let [sum, squares, zeros, notFinite] = [0, 0, 0, 0];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    const x = data[i] as number;
    if (x - x !== 0) {
      notFinite++;
      continue;
    }
    sum += x;
    if (x === 0) zeros++;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const finite = Math.max(1, data.length - notFinite);
  const mean = sum / finite;
  let spread = 0;
  for (let i = 0; i < data.length; i++) {
    const x = data[i] as number;
    if (x - x !== 0) continue;
    squares += x * x;
    spread += (x - mean) ** 2;
  }
  const std = Math.sqrt(spread / finite);
  return {
    count: data.length,
    mean,
    std,
    meanSquare: squares / finite,
    zeros: zeros / Math.max(1, data.length),
    notFinite,
    histogram: fill(data, Math.max(low, mean - reach * std), Math.min(high, mean + reach * std)),
  };
}

function fill(data: Reals, low: number, high: number): Histogram {
  const counts = new Array<number>(bins).fill(0);
  if (!(high > low)) return { low, high: low, counts: [data.length] };
  const scale = bins / (high - low);
  for (let i = 0; i < data.length; i++) {
    const x = data[i] as number;
    if (x - x !== 0) continue;
    const bin = Math.max(0, Math.min(bins - 1, Math.floor((x - low) * scale)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { low, high, counts };
}

/** Euclidean length; NaN where an element is. */
export function normOf(data: Reals): number {
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i] as number));
  if (most === 0 || !Number.isFinite(most)) return most;
  // Scaled, so that squares of tiny elements do not vanish.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += ((data[i] as number) / most) ** 2;
  return most * Math.sqrt(sum);
}

/** Units (channels along axis 1) that are zero at every place of every image. */
export function countDead(data: Reals, shape: readonly number[]): { readonly dead: number; readonly units: number } {
  const [batch = 1, units = 1, ...rest] = shape;
  const plane = rest.reduce((product, size) => product * size, 1);
  const alive = new Uint8Array(units);
  for (let i = 0; i < batch * units; i++) {
    const unit = i % units;
    for (let at = i * plane; alive[unit] === 0 && at < (i + 1) * plane; at++) if (data[at] !== 0) alive[unit] = 1;
  }
  return { dead: alive.reduce((sum, each) => sum + 1 - each, 0), units };
}

/** How many different rows a matrix has; equal to a rounding. */
export function countDistinct(data: Reals, rows: number): number {
  const length = data.length / Math.max(1, rows);
  let most = 0;
  for (let i = 0; i < data.length; i++) most = Math.max(most, Math.abs(data[i] as number));
  const seen = new Set<string>();
  for (let row = 0; row < rows; row++) {
    let key = "";
    for (let i = row * length; i < (row + 1) * length && i < row * length + 16; i++) {
      key += `${Math.round(((data[i] as number) / (most || 1)) * 1e9)} `;
    }
    seen.add(key);
  }
  return seen.size;
}
