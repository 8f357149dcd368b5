/** The sizes of one symbol at which all constraints hold: `227 to 258`, `H % 32 in {0, 29, 30, 31}, at least 29`. */

import { countOf } from "./arithmetic.js";
import { type Constraint, holds, type Relation, symbolsOfConstraint } from "./constraint.js";
import { DimensionError, DimensionTooComplex, UnboundSymbol } from "./errors.js";
import type { Sizes } from "./evaluate.js";
import { type Tail, tailOf } from "./eventual-form.js";
import type { Dim, Expr, SymbolShape } from "./expression.js";
import { type Interval, narrow } from "./narrowing.js";
import { gcdBig, subtractCounts } from "./polynomial.js";
import { describeSizes } from "./size-text.js";
import { type Bindings, substitute } from "./substitute.js";

export interface SolveOptions {
  /** The sizes of all other symbols. */
  readonly sizes?: Sizes;
  /** The least size to consider; by default the symbol's own least size. */
  readonly min?: number;
  /** How many sizes are tried at most; by default 20,000. */
  readonly limit?: number;
}

/** A set of sizes. */
export interface SizeSet {
  /** False where the sizes beyond the tried ones could not be decided; `has` is exact all the same. */
  readonly decided: boolean;
  /** The least size; undefined for none. */
  readonly min: number | undefined;
  /** The greatest size; undefined for none, Infinity where there is no greatest. */
  readonly max: number | undefined;
  /** `227 to 258`, `at least 63`, `1, 2`, `none`. */
  readonly text: string;
  has(size: number): boolean;
}

/** The part of a constraint that the interval did not absorb. */
type Rest = Pick<Constraint, "relation" | "left" | "right" | "because">;

const DEFAULT_LIMIT = 20_000;
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The sizes of `symbol` at which all constraints hold. Such a set is eventually periodic: it is decided by trying the
 * sizes up to the threshold plus one period. Throws `UnboundSymbol` where another symbol has no size.
 */
export function solveSizes(constraints: readonly Constraint[], symbol: string, options: SolveOptions = {}): SizeSet {
  const others: Bindings = Object.fromEntries(Object.entries(options.sizes ?? {}).filter(([name]) => name !== symbol));
  const shape = findSymbol(constraints, symbol);
  const interval: Interval = {
    lo: options.min === undefined ? leastOf(shape) : BigInt(options.min),
    hi: shape?.range.max === undefined ? undefined : shape.range.max * shape.scale + shape.offset,
  };
  const rests = reduceConstraints(constraints, symbol, others, interval);
  const step = Number(shape?.scale ?? 1n);
  const offset = Number(shape?.offset ?? 0n);
  const low = Number(interval.lo);
  const high = interval.hi === undefined || interval.hi > LARGEST ? Number.POSITIVE_INFINITY : Number(interval.hi);
  if (interval.lo > LARGEST || low > high)
    return { decided: true, min: undefined, max: undefined, text: "none", has: () => false };
  const has = (size: number): boolean =>
    Number.isSafeInteger(size) &&
    size >= low &&
    size <= high &&
    (size - offset) % step === 0 &&
    rests.every((rest) => holds(rest, { [symbol]: size }));
  const limit = options.limit ?? DEFAULT_LIMIT;
  const tail = rests.length === 0 && step === 1 ? { period: 1, threshold: low } : joinTails(rests, step);
  return collectSizes(symbol, has, { low, high, limit, tail });
}

function leastOf(shape: SymbolShape | undefined): bigint {
  return shape?.range.min === undefined ? 1n : shape.range.min * shape.scale + shape.offset;
}

/** Puts the other sizes in, drops repetitions, and lets the interval absorb what it can. */
function reduceConstraints(
  constraints: readonly Constraint[],
  symbol: string,
  others: Bindings,
  interval: Interval,
): Rest[] {
  const seen = new Set<string>();
  const rests: Rest[] = [];
  for (const constraint of constraints) {
    const { relation, because } = constraint;
    // ResNet-152 repeats a handful of relations 500 times: those are told apart before anything is computed.
    if (!isNew(seen, relation, constraint.left, constraint.right)) continue;
    const reduced = substituteBoth(constraint, others);
    if (reduced === undefined) {
      interval.hi = interval.lo - 1n;
      return [];
    }
    const { left, right } = reduced;
    for (const name of symbolsOfConstraint(reduced)) if (name !== symbol) throw new UnboundSymbol(name);
    if (left !== constraint.left || right !== constraint.right) if (!isNew(seen, relation, left, right)) continue;
    const rest: Rest = { relation, left, right, because };
    if (!absorb(interval, rest)) rests.push(rest);
  }
  return rests;
}

function isNew(seen: Set<string>, relation: Relation, left: Dim, right: Dim): boolean {
  const key = `${relation}|${identityOf(left)}|${identityOf(right)}`;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

function identityOf(dim: Dim): string {
  return typeof dim === "number" ? `${dim}` : `#${dim.id}`;
}

/** Undefined where a side has no value at the other sizes: then the constraint cannot hold. */
function substituteBoth({ left, right }: Constraint, others: Bindings): { left: Dim; right: Dim } | undefined {
  try {
    return { left: substitute(left, others), right: substitute(right, others) };
  } catch (error) {
    if (error instanceof DimensionError && !(error instanceof DimensionTooComplex)) return undefined;
    throw error;
  }
}

function absorb(interval: Interval, { relation, left, right }: Rest): boolean {
  if (relation !== "equal" && relation !== "at-least") return false;
  const difference = subtractCounts(countOf(left), countOf(right));
  const above = narrow(interval, difference, "at-least");
  if (relation === "at-least") return above;
  return narrow(interval, difference, "at-most") && above;
}

/** The common tail: the greatest threshold and the least common period. */
function joinTails(rests: readonly Rest[], step: number): Tail | undefined {
  let period = step;
  let threshold = 0;
  for (const { relation, left, right } of rests) {
    const tail = tailOf(relation, countOf(left), countOf(right));
    if (tail === undefined) return undefined;
    period *= tail.period / Number(gcdBig(BigInt(period), BigInt(tail.period)));
    threshold = Math.max(threshold, tail.threshold);
  }
  return { period, threshold };
}

interface Search {
  readonly low: number;
  readonly high: number;
  readonly limit: number;
  readonly tail: Tail | undefined;
}

function collectSizes(symbol: string, has: (size: number) => boolean, search: Search): SizeSet {
  const { low, high, limit, tail } = search;
  // One period beyond the threshold, or all sizes where they end before.
  const start = tail === undefined ? Number.POSITIVE_INFINITY : Math.max(low, tail.threshold);
  const periodic = tail !== undefined && start + tail.period - 1 <= high;
  const wanted = periodic ? start + tail.period - 1 : high;
  const last = Math.min(wanted, low + limit - 1);
  const decided = last === wanted;
  const members: number[] = [];
  for (let size = low; size <= last; size++) if (has(size)) members.push(size);
  const repeats = decided && periodic && members.some((size) => size >= start);
  const period = repeats ? tail.period : undefined;
  const first = members[0];
  const final = members[members.length - 1];
  const text = describeSizes(symbol, { low, start, last, high, period, members, decided });
  const max = repeats ? greatestOf(has, high, tail.period) : final;
  return { decided, min: first, max, text, has };
}

/** The greatest member of a repeating set. */
function greatestOf(has: (size: number) => boolean, high: number, period: number): number {
  let size = high;
  while (size !== Number.POSITIVE_INFINITY && size > high - period && !has(size)) size--;
  return size;
}

function findSymbol(constraints: readonly Constraint[], symbol: string): SymbolShape | undefined {
  for (const { left, right } of constraints)
    for (const side of [left, right]) {
      if (typeof side === "number") continue;
      const found = findIn(side, symbol);
      if (found !== undefined) return found;
    }
  return undefined;
}

function findIn(value: Expr, symbol: string): SymbolShape | undefined {
  for (const { monomial } of value.terms)
    for (const { atom } of monomial.powers) {
      const { shape } = atom;
      if (shape.kind === "symbol") {
        if (shape.name === symbol) return shape;
        continue;
      }
      const parts = shape.kind === "floor" ? [shape.numerator, shape.divisor] : shape.args;
      for (const part of parts) {
        const found = typeof part === "bigint" ? undefined : findIn(part, symbol);
        if (found !== undefined) return found;
      }
    }
  return undefined;
}
