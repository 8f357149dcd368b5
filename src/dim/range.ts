/** Proven bounds of an expression: interval arithmetic, sharpened by relaxing floors and choosing branches of min and max. */

import {
  type Atom,
  type ChoiceShape,
  type Count,
  type Expr,
  LIMITS,
  type Monomial,
  type Range,
  type Term,
} from "./expression.js";
import { ceilBig, combine, finishSum, floorBig, powerOf } from "./polynomial.js";
import { addScaled, addTerm, type Sum } from "./relations.js";

const UNBOUNDED: Range = { min: undefined, max: undefined };
/** How many relaxations are tried for one bound, and up to which size products are expanded around the lower bounds. */
const MAX_STEPS = 16;
const MAX_SHIFT = { degree: 6, terms: 48 };

/** The proven bounds of a value; computed once for each expression. */
export function rangeOf(value: Count): Range {
  if (typeof value === "bigint") return { min: value, max: value };
  if (value.range !== undefined) return value.range;
  const min = lowerBound(value, { steps: MAX_STEPS });
  const max = upperBound(value);
  value.range = { min, max };
  return value.range;
}

function upperBound(value: Expr): Bound {
  if (outermost(value) === undefined && degreeOf(value) < 2) return intervalBound(value.terms, atomRange, "max");
  const bound = lowerBound(combine(-1n, value, 0n, 0n), { steps: MAX_STEPS });
  return bound === undefined ? undefined : -bound;
}

/** Whether a - b is proven to be at least 0. */
export function isProvenAtLeast(a: Count, b: Count): boolean {
  const difference = combine(1n, a, -1n, b);
  const min = typeof difference === "bigint" ? difference : lowerBound(difference, { steps: MAX_STEPS });
  return min !== undefined && min >= 0n;
}

function degreeOf(value: Expr): number {
  return value.terms[0]?.monomial.degree ?? 0;
}

type Budget = { steps: number };
type Bound = bigint | undefined;

function greater(a: Bound, b: Bound): Bound {
  if (a === undefined) return b;
  return b === undefined || a > b ? a : b;
}

function lowerBound(value: Count, budget: Budget): Bound {
  if (typeof value === "bigint") return value;
  if (value.range !== undefined) return value.range.min;
  let best = directLowerBound(value);
  const atom = outermost(value);
  if (atom === undefined || budget.steps <= 0) return best;
  budget.steps--;
  if (atom.shape.kind === "floor" && typeof atom.shape.divisor === "bigint") {
    const divisor = atom.shape.divisor;
    const relaxed = relaxFloor(value, atom, atom.shape.numerator, divisor);
    if (relaxed !== undefined) {
      const bound = lowerBound(relaxed, budget);
      if (bound !== undefined) best = greater(best, ceilBig(bound, divisor));
    }
  } else if (atom.shape.kind === "min" || atom.shape.kind === "max") {
    best = greater(best, choiceLowerBound(value, atom, atom.shape, budget));
  }
  return best;
}

/** The atom of the deepest nesting that can be relaxed. */
function outermost(value: Expr): Atom | undefined {
  let found: Atom | undefined;
  for (const { monomial } of value.terms)
    for (const { atom } of monomial.powers) {
      const { kind } = atom.shape;
      if (kind !== "floor" && kind !== "min" && kind !== "max") continue;
      if (found === undefined || atom.depth > found.depth) found = atom;
    }
  return found;
}

/** d·value with n - d + 1 <= d·floor(n/d) <= n put in, so that the result is at most d·value. */
function relaxFloor(value: Expr, atom: Atom, numerator: Count, divisor: bigint): Count | undefined {
  const table = value.scope;
  const sum: Sum = new Map();
  for (const { monomial, coefficient } of value.terms) {
    const power = monomial.powers.find((candidate) => candidate.atom === atom)?.power;
    if (power === undefined) {
      addTerm(sum, monomial, coefficient * divisor);
      continue;
    }
    const rest = table.internMonomial(monomial.powers.filter((candidate) => candidate.atom !== atom));
    if (power !== 1 || !isNonNegative(rest)) return undefined;
    addScaled(table, sum, numerator, coefficient, rest);
    if (coefficient > 0n) addTerm(sum, rest, coefficient * (1n - divisor));
  }
  return finishSum(table, sum);
}

/** min and max are one of their arguments, and a bound on the favourable side by each of them. */
function choiceLowerBound(value: Expr, atom: Atom, shape: ChoiceShape, budget: Budget): Bound {
  const helpful = value.terms.every(({ monomial, coefficient }) => {
    const power = monomial.powers.find((candidate) => candidate.atom === atom)?.power;
    if (power === undefined) return true;
    const rest = monomial.powers.filter((candidate) => candidate.atom !== atom);
    const wanted = shape.kind === "max" ? coefficient > 0n : coefficient < 0n;
    return power === 1 && wanted && rest.every((candidate) => isAtomNonNegative(candidate.atom));
  });
  let least: Bound;
  let most: Bound;
  let all = true;
  for (const arg of shape.args) {
    const bound = lowerBound(replaceAtom(value, atom, arg), budget);
    most = greater(most, bound);
    if (bound === undefined) all = false;
    else if (least === undefined || bound < least) least = bound;
  }
  return helpful ? most : all ? least : undefined;
}

/** The value with every occurrence of the atom replaced. */
function replaceAtom(value: Expr, atom: Atom, replacement: Count): Count {
  const table = value.scope;
  const sum: Sum = new Map();
  for (const { monomial, coefficient } of value.terms) {
    const power = monomial.powers.find((candidate) => candidate.atom === atom)?.power ?? 0;
    if (power === 0) {
      addTerm(sum, monomial, coefficient);
      continue;
    }
    const rest = table.internMonomial(monomial.powers.filter((candidate) => candidate.atom !== atom));
    addScaled(table, sum, powerOf(replacement, power), coefficient, rest);
  }
  return finishSum(table, sum);
}

function isNonNegative(monomial: Monomial): boolean {
  return monomial.powers.every(({ atom, power }) => power % 2 === 0 || isAtomNonNegative(atom));
}

function isAtomNonNegative(atom: Atom): boolean {
  const { min } = atomRange(atom);
  return min !== undefined && min >= 0n;
}

/** Interval arithmetic over the terms; products are first expanded around the lower bounds of their atoms. */
function directLowerBound(value: Expr): Bound {
  const plain = intervalBound(value.terms, atomRange, "min");
  const degree = degreeOf(value);
  if (degree < 2 || degree > MAX_SHIFT.degree || value.terms.length > MAX_SHIFT.terms) return plain;
  return greater(plain, shiftedLowerBound(value));
}

/** H·W - H is (1 + h)(1 + w) - (1 + h) = w + h·w over h, w >= 0: atoms are written as their least value plus the rest. */
function shiftedLowerBound(value: Expr): Bound {
  const table = value.scope;
  const sum: Sum = new Map();
  for (const { monomial, coefficient } of value.terms) {
    let parts: Map<Monomial, bigint> = new Map([[table.one, coefficient]]);
    for (const { atom, power } of monomial.powers) {
      const { min } = atomRange(atom);
      if (min === undefined) return undefined;
      for (let i = 0; i < power; i++) {
        const next: Sum = new Map();
        const single = table.ofAtom(atom);
        for (const [part, factor] of parts) {
          addTerm(next, part, factor * min);
          addScaled(table, next, single, factor, part);
        }
        parts = next;
      }
    }
    for (const [part, factor] of parts) addTerm(sum, part, factor);
    if (sum.size > LIMITS.terms) return undefined;
  }
  const terms = [...sum].map(([monomial, coefficient]) => ({ monomial, coefficient }));
  const shifted = (atom: Atom): Range => {
    const { min, max } = atomRange(atom);
    return { min: 0n, max: max === undefined || min === undefined ? undefined : max - min };
  };
  return intervalBound(terms, shifted, "min");
}

function intervalBound(terms: readonly Term[], rangeOfAtom: (atom: Atom) => Range, side: "min" | "max"): Bound {
  let total = 0n;
  for (const { monomial, coefficient } of terms) {
    if (coefficient === 0n) continue;
    let range: Range = { min: 1n, max: 1n };
    for (const { atom, power } of monomial.powers) range = multiplyRanges(range, powerRange(rangeOfAtom(atom), power));
    const bound = coefficient > 0n === (side === "min") ? range.min : range.max;
    if (bound === undefined) return undefined;
    total += coefficient * bound;
  }
  return total;
}

function powerRange(range: Range, power: number): Range {
  let result = range;
  for (let i = 1; i < power; i++) result = multiplyRanges(result, range);
  if (power % 2 === 0 && (result.min === undefined || result.min < 0n)) return { min: 0n, max: result.max };
  return result;
}

function multiplyRanges(a: Range, b: Range): Range {
  if (a.min !== undefined && a.min >= 0n && b.min !== undefined && b.min >= 0n)
    return { min: a.min * b.min, max: multiplyUpper(a.max, b.max) };
  if (a.min === undefined || a.max === undefined || b.min === undefined || b.max === undefined) return UNBOUNDED;
  const first = a.min * b.min;
  let min = first;
  let max = first;
  for (const corner of [a.min * b.max, a.max * b.min, a.max * b.max]) {
    if (corner < min) min = corner;
    if (corner > max) max = corner;
  }
  return { min, max };
}

function multiplyUpper(a: Bound, b: Bound): Bound {
  if (a === 0n || b === 0n) return 0n;
  return a === undefined || b === undefined ? undefined : a * b;
}

/** The proven bounds of an atom. */
function atomRange(atom: Atom): Range {
  atom.range ??= computeAtomRange(atom);
  return atom.range;
}

function computeAtomRange({ shape }: Atom): Range {
  switch (shape.kind) {
    case "symbol":
    case "opaque":
      return shape.range;
    case "floor":
      return quotientRange(rangeOf(shape.numerator), rangeOf(shape.divisor));
    case "min": {
      const ranges = shape.args.map(rangeOf);
      return { min: extreme(ranges, "min", false), max: extreme(ranges, "max", false, true) };
    }
    case "max": {
      const ranges = shape.args.map(rangeOf);
      return { min: extreme(ranges, "min", true, true), max: extreme(ranges, "max", true) };
    }
    case "broadcast": {
      const ranges = shape.args.map(rangeOf);
      return { min: extreme(ranges, "min", false), max: extreme(ranges, "max", true) };
    }
  }
}

/** The least (or greatest) of one side of the ranges; an unbounded one decides unless it is skipped. */
function extreme(ranges: readonly Range[], side: "min" | "max", greatest: boolean, skip = false): Bound {
  let best: Bound;
  for (const range of ranges) {
    const bound = range[side];
    if (bound === undefined) {
      if (skip) continue;
      return undefined;
    }
    if (best === undefined || (greatest ? bound > best : bound < best)) best = bound;
  }
  return best;
}

function quotientRange(numerator: Range, divisor: Range): Range {
  if (divisor.min === undefined || divisor.min <= 0n) return UNBOUNDED;
  const { min, max } = numerator;
  const smallest = divisor.min;
  const largest = divisor.max;
  return {
    min:
      min === undefined ? undefined : min < 0n ? floorBig(min, smallest) : largest === undefined ? 0n : min / largest,
    max:
      max === undefined ? undefined : max >= 0n ? max / smallest : largest === undefined ? -1n : floorBig(max, largest),
  };
}
