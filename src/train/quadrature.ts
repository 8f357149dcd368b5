/** Expectations under a normal distribution by Gauss-Hermite quadrature. */

interface Rule {
  /** Points of a standard normal variable, and what each weighs; the weights sum to 1. */
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** An even number, so that a kink at zero falls between two points. */
const size = 96;

/**
 * The n-th orthonormal Hermite polynomial of a standard normal variable and the one before it, by their recurrence
 * sqrt(k)·h(k) = x·h(k - 1) - sqrt(k - 1)·h(k - 2) (Abramowitz and Stegun, 22.7.14, scaled to norm 1).
 */
function hermite(n: number, x: number): readonly [number, number] {
  let before = 0;
  let value = 1;
  for (let k = 1; k <= n; k++) {
    [before, value] = [value, (x * value - Math.sqrt(k - 1) * before) / Math.sqrt(k)];
  }
  return [value, before];
}

/**
 * The zeros of the n-th polynomial lie between those of the one before (they interlace), where bisection finds them;
 * weights are 1/(n·h(n - 1)²) (Abramowitz and Stegun, 25.4.46).
 */
function makeRule(): Rule {
  let zeros: readonly number[] = [];
  for (let n = 1; n <= size; n++) {
    const bound = 2 * Math.sqrt(n) + 1;
    const edges = [-bound, ...zeros, bound];
    // Those on the way only part the next ones.
    const steps = n === size ? 60 : 24;
    zeros = edges.slice(1).map((high, index) => zeroBetween(n, edges[index] ?? 0, high, steps));
  }
  const points = Float64Array.from(zeros);
  return { points, weights: points.map((x) => 1 / (size * hermite(size, x)[1] ** 2)) };
}

function zeroBetween(n: number, from: number, to: number, steps: number): number {
  let [low, high] = [from, to];
  const sign = Math.sign(hermite(n, high)[0]);
  for (let step = 0; step < steps; step++) {
    const middle = (low + high) / 2;
    if (Math.sign(hermite(n, middle)[0]) === sign) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

let rule: Rule | undefined;

/** E[f(x)] of a normal variable x. */
export function expectation(f: (x: number) => number, mean = 0, variance = 1): number {
  rule ??= makeRule();
  const { points, weights } = rule;
  const deviation = Math.sqrt(Math.max(0, variance));
  let sum = 0;
  for (let i = 0; i < size; i++) sum += (weights[i] as number) * f(mean + deviation * (points[i] as number));
  return sum;
}
