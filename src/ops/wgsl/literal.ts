/** Numbers as WGSL writes them. */

/** A float32 literal. Infinities have none in WGSL; whoever has one leaves the operation out. */
export function floatText(value: number): string {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) throw new RangeError(`WGSL has no literal for ${value}`);
  return rounded < 0 || Object.is(rounded, -0) ? `(${rounded === 0 ? "-0" : rounded}f)` : `${rounded}f`;
}

/** Relative size of `count` units in the last place of a float32. */
export function ulps(count: number): number {
  return count * 2 ** -23;
}
