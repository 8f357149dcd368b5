/** min, max and broadcast in normal form: decided choices vanish, arguments are merged, sorted and freed of common parts. */

import { choiceAtom } from "./atoms.js";
import { BroadcastConflict, DimensionTooComplex } from "./errors.js";
import { type Atom, type Count, compareMonomials, type ExpressionTable, type Monomial } from "./expression.js";
import { combine, contentOf, exactQuotient, finishSum, gcdBig, scopeOf, subtractCounts } from "./polynomial.js";
import { isProvenAtLeast, rangeOf } from "./range.js";
import { addTerm, type Sum } from "./relations.js";

/** How many arguments one min or max may have. */
const MAX_ARGUMENTS = 32;

/** min or max of the values. */
export function extremumOf(kind: "min" | "max", values: readonly Count[]): Count {
  const table = scopeOf(values);
  const flat = flatten(kind, values);
  if (flat.length > MAX_ARGUMENTS) throw new DimensionTooComplex(`${MAX_ARGUMENTS} arguments of ${kind}`, kind);
  const kept = dropDecided(kind, flat);
  const [first] = kept;
  if (first === undefined) throw new RangeError(`${kind} of nothing`);
  if (kept.length === 1 || table === undefined) return first;
  const offset = commonPart(table, kept);
  const moved = kept.map((value) => subtractCounts(value, offset));
  const factor = moved.reduce((content: bigint, value) => gcdBig(content, contentOf(value)), 0n);
  const args = moved.map((value) => exactQuotient(value, factor) ?? 0n).sort(compareCounts);
  return combine(1n, offset, factor, table.ofAtom(choiceAtom(table, kind, args)));
}

/** min(c·min(a, b) + e, z) = min(c·a + e, c·b + e, z) for c > 0, and the same through -max for c < 0. */
function flatten(kind: "min" | "max", values: readonly Count[]): Count[] {
  const flat: Count[] = [];
  for (const value of values) {
    const inner = findInnerChoice(kind, value);
    if (inner === undefined) {
      flat.push(value);
      continue;
    }
    for (const arg of inner.args) flat.push(combine(inner.coefficient, arg, 1n, inner.rest));
  }
  return flat;
}

function findInnerChoice(kind: "min" | "max", value: Count) {
  if (typeof value === "bigint") return undefined;
  let found: { atom: Atom; args: readonly Count[]; coefficient: bigint; rest: Count } | undefined;
  for (const { monomial, coefficient } of value.terms) {
    const [only] = monomial.powers;
    if (monomial.degree !== 1 || only === undefined) continue;
    const { shape } = only.atom;
    if (shape.kind !== "min" && shape.kind !== "max") continue;
    if ((shape.kind === kind) !== coefficient > 0n) continue;
    if (found !== undefined) return undefined;
    const rest = combine(1n, value, -coefficient, value.scope.ofAtom(only.atom));
    found = { atom: only.atom, args: shape.args, coefficient, rest };
  }
  return found;
}

/** Leaves out every value that another one is proven to beat. */
function dropDecided(kind: "min" | "max", values: readonly Count[]): Count[] {
  const kept: Count[] = [];
  for (const value of values) {
    const beaten = (other: Count, by: Count) =>
      kind === "min" ? isProvenAtLeast(other, by) : isProvenAtLeast(by, other);
    if (kept.some((other) => beaten(value, other))) continue;
    for (let i = kept.length - 1; i >= 0; i--) {
      const other = kept[i];
      if (other !== undefined && beaten(other, value)) kept.splice(i, 1);
    }
    kept.push(value);
  }
  return kept;
}

/** Of every term the least coefficient among the values: what is left does not depend on a common offset. */
function commonPart(table: ExpressionTable, values: readonly Count[]): Count {
  const least = new Map<Monomial, { coefficient: bigint; seen: number }>();
  for (const value of values) {
    const terms = typeof value === "bigint" ? [{ monomial: table.one, coefficient: value }] : value.terms;
    for (const { monomial, coefficient } of terms) {
      const before = least.get(monomial);
      const lower = before === undefined || coefficient < before.coefficient ? coefficient : before.coefficient;
      least.set(monomial, { coefficient: lower, seen: (before?.seen ?? 0) + 1 });
    }
  }
  const sum: Sum = new Map();
  for (const [monomial, { coefficient, seen }] of least) {
    const part = seen < values.length && coefficient > 0n ? 0n : coefficient;
    addTerm(sum, monomial, part);
  }
  return finishSum(table, sum);
}

/** A total order of values that does not depend on the order of building. */
function compareCounts(a: Count, b: Count): number {
  if (a === b) return 0;
  if (typeof a === "bigint") return typeof b !== "bigint" ? 1 : a < b ? -1 : 1;
  if (typeof b === "bigint") return -1;
  for (let i = 0; i < a.terms.length && i < b.terms.length; i++) {
    const left = a.terms[i];
    const right = b.terms[i];
    if (left === undefined || right === undefined) break;
    const order = compareMonomials(left.monomial, right.monomial);
    if (order !== 0) return order;
    if (left.coefficient !== right.coefficient) return left.coefficient < right.coefficient ? -1 : 1;
  }
  return a.terms.length - b.terms.length;
}

/** The common size of two axes: equal, or one of them 1. Known sizes that conflict throw `BroadcastConflict`. */
export function broadcastOf(a: Count, b: Count): Count {
  if (a === b || b === 1n) return a;
  if (a === 1n) return b;
  if (typeof a === "bigint" && typeof b === "bigint") throw new BroadcastConflict(a, b);
  // A size that cannot be 1 decides: the other one is equal to it or 1.
  if (cannotBeOne(a)) return a;
  if (cannotBeOne(b)) return b;
  const table = scopeOf([a, b]);
  if (table === undefined) throw new BroadcastConflict(String(a), String(b));
  const args = [a, b].flatMap((value) => broadcastArguments(value));
  const unique = [...new Set(args)].sort(compareCounts);
  return table.ofAtom(choiceAtom(table, "broadcast", unique));
}

function broadcastArguments(value: Count): readonly Count[] {
  if (typeof value === "bigint") return [value];
  const only = value.terms.length === 1 ? value.terms[0] : undefined;
  const atom = only?.coefficient === 1n && only.monomial.degree === 1 ? only.monomial.powers[0]?.atom : undefined;
  return atom?.shape.kind === "broadcast" ? atom.shape.args : [value];
}

function cannotBeOne(value: Count): boolean {
  const { min, max } = rangeOf(value);
  return (min !== undefined && min > 1n) || (max !== undefined && max < 1n);
}
