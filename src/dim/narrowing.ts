/** Turns constraints over one symbol into an interval of sizes, where they say no more than that. */

import { type Atom, type Count, constantOf } from "./expression.js";
import { ceilBig, floorBig } from "./polynomial.js";

/** Sizes from `lo` to `hi`, both included; empty where lo > hi. */
export interface Interval {
  lo: bigint;
  hi: bigint | undefined;
}

/**
 * Narrows the interval by value >= 0 (or value <= 0); true where the interval now says all that the constraint does.
 * floor(n/d) >= v is n >= v·d, and floor(n/d) <= v is n <= v·d + d - 1. A partial narrowing is sound as well.
 */
export function narrow(interval: Interval, value: Count, sense: "at-least" | "at-most"): boolean {
  if (typeof value === "bigint") {
    if (sense === "at-least" ? value < 0n : value > 0n) interval.hi = interval.lo - 1n;
    return true;
  }
  const constant = constantOf(value);
  const [first, ...others] = value.terms;
  const only = first?.monomial.powers[0];
  const single = others.length === (constant === 0n ? 0 : 1);
  if (first === undefined || only === undefined || first.monomial.degree !== 1 || !single) return false;
  // c·atom + k >= 0
  const above = first.coefficient > 0n === (sense === "at-least");
  const limit = above ? ceilBig(-constant, first.coefficient) : floorBig(-constant, first.coefficient);
  return narrowAtom(interval, only.atom, limit, above);
}

/** atom >= limit where `above`, otherwise atom <= limit. */
function narrowAtom(interval: Interval, { shape }: Atom, limit: bigint, above: boolean): boolean {
  if (shape.kind === "symbol") {
    const size = limit * shape.scale + shape.offset;
    if (above && size > interval.lo) interval.lo = size;
    if (!above && (interval.hi === undefined || size < interval.hi)) interval.hi = size;
    return true;
  }
  const sense = above ? "at-least" : "at-most";
  if (shape.kind === "floor" && typeof shape.divisor === "bigint") {
    const target = above ? limit * shape.divisor : limit * shape.divisor + shape.divisor - 1n;
    return narrowShifted(interval, shape.numerator, target, sense);
  }
  if ((shape.kind === "min" && above) || (shape.kind === "max" && !above))
    return shape.args.map((arg) => narrowShifted(interval, arg, limit, sense)).every((absorbed) => absorbed);
  return false;
}

/** value - target >= 0 (or <= 0), without building the difference: its normal form may be another one. */
function narrowShifted(interval: Interval, value: Count, target: bigint, sense: "at-least" | "at-most"): boolean {
  if (typeof value === "bigint") return narrow(interval, value - target, sense);
  const constant = constantOf(value) - target;
  const terms = value.terms.filter(({ monomial }) => monomial.degree > 0);
  if (constant !== 0n) terms.push({ monomial: value.scope.one, coefficient: constant });
  return narrow(interval, value.scope.internTerms(terms), sense);
}
