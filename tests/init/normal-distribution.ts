// The normal distribution function for the tests, and what a sample is compared with.

/** Φ(x) by its series around 0 (Marsaglia, Evaluating the normal distribution, 2004): exact to float64 for |x| < 7. */
export function normalCumulative(x: number): number {
  if (x < -7) return 0;
  if (x > 7) return 1;
  let term = x;
  let sum = x;
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The greatest distance between the sample's distribution function and the stated one. */
export function kolmogorovSmirnov(sample: Float32Array, cumulative: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let distance = 0;
  sorted.forEach((x, index) => {
    const stated = cumulative(x);
    distance = Math.max(distance, stated - index / sorted.length, (index + 1) / sorted.length - stated);
  });
  return distance;
}

export function meanOf(sample: Float32Array): number {
  return sample.reduce((sum, x) => sum + x, 0) / sample.length;
}

export function varianceOf(sample: Float32Array): number {
  const mean = meanOf(sample);
  return sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / sample.length;
}
