/** Sums, products and exact quotients of counts: the polynomial part of the normal form. */

import { DimensionTooComplex } from "./errors.js";
import {
  type Count,
  compareMonomials,
  type Expr,
  type ExpressionTable,
  LIMITS,
  type Monomial,
  type Term,
} from "./expression.js";
import { addScaled, addTerm, applyRelations, divideMonomials, type Sum } from "./relations.js";

/** The normal form of a sum in the making. */
export function finishSum(table: ExpressionTable, sum: Sum): Count {
  applyRelations(table, sum);
  return collectTerms(table, sum);
}

/** The sum as it is, without the relations: for comparison only, it may not be the normal form. */
export function collectTerms(table: ExpressionTable, sum: Sum): Count {
  const terms: Term[] = [];
  for (const [monomial, coefficient] of sum) if (coefficient !== 0n) terms.push({ monomial, coefficient });
  terms.sort((a, b) => compareMonomials(a.monomial, b.monomial));
  return table.internTerms(terms);
}

/** The scope of the first expression among the values, after checking that there is only one. */
export function scopeOf(values: readonly (Count | number)[]): ExpressionTable | undefined {
  let scope: ExpressionTable | undefined;
  for (const value of values) {
    if (typeof value !== "object") continue;
    if (scope !== undefined && value.scope !== scope) throw new TypeError("the expressions come from different scopes");
    scope = value.scope;
  }
  return scope;
}

export function addCounts(values: readonly Count[]): Count {
  const [first, second] = values;
  if (values.length === 2 && first !== undefined && second !== undefined) return combine(1n, first, 1n, second);
  const table = scopeOf(values);
  let constant = 0n;
  if (table === undefined) {
    for (const value of values) if (typeof value === "bigint") constant += value;
    return constant;
  }
  const sum: Sum = new Map();
  for (const value of values) addScaled(table, sum, value, 1n);
  return finishSum(table, sum);
}

/** a·value + b·other. */
export function combine(a: bigint, value: Count, b: bigint, other: Count): Count {
  if (typeof value === "bigint" && typeof other === "bigint") return a * value + b * other;
  const table = scopeOf([value, other]);
  if (table === undefined) return 0n;
  const terms = mergeTerms(a, termsOf(table, value), b, termsOf(table, other));
  return terms.some(({ monomial }) => monomial.related) ? finishSum(table, toSum(terms)) : table.internTerms(terms);
}

function termsOf(table: ExpressionTable, value: Count): readonly Term[] {
  return typeof value === "bigint" ? [{ monomial: table.one, coefficient: value }] : value.terms;
}

function toSum(terms: readonly Term[]): Sum {
  return new Map(terms.map(({ monomial, coefficient }) => [monomial, coefficient]));
}

/** a·left + b·right of two sorted lists, sorted and without zeros. */
function mergeTerms(a: bigint, left: readonly Term[], b: bigint, right: readonly Term[]): Term[] {
  const merged: Term[] = [];
  const push = (monomial: Monomial, coefficient: bigint): void => {
    if (coefficient !== 0n) merged.push({ monomial, coefficient });
  };
  let i = 0;
  let j = 0;
  for (;;) {
    const x = left[i];
    const y = right[j];
    if (x === undefined && y === undefined) return merged;
    const order = x === undefined ? 1 : y === undefined ? -1 : compareMonomials(x.monomial, y.monomial);
    if (x !== undefined && y !== undefined && order === 0) push(x.monomial, a * x.coefficient + b * y.coefficient);
    else if (x !== undefined && order < 0) push(x.monomial, a * x.coefficient);
    else if (y !== undefined) push(y.monomial, b * y.coefficient);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
}

export function subtractCounts(a: Count, b: Count): Count {
  return combine(1n, a, -1n, b);
}

export function scaleCount(value: Count, factor: bigint): Count {
  if (factor === 1n) return value;
  return combine(factor, value, 0n, 0n);
}

export function multiplyCounts(a: Count, b: Count): Count {
  if (typeof a === "bigint") return typeof b === "bigint" ? a * b : scaleCount(b, a);
  if (typeof b === "bigint") return scaleCount(a, b);
  scopeOf([a, b]);
  if (a.terms.length * b.terms.length > LIMITS.terms * 50) throw new DimensionTooComplex(`${LIMITS.terms} terms`);
  const sum: Sum = new Map();
  for (const { monomial, coefficient } of a.terms) addScaled(a.scope, sum, b, coefficient, monomial);
  return finishSum(a.scope, sum);
}

export function powerOf(value: Count, exponent: number): Count {
  let result: Count = 1n;
  for (let i = 0; i < exponent; i++) result = multiplyCounts(result, value);
  return result;
}

/** The quotient and rest of the division by the leading term of q; where the rest is 0 the quotient is exact. */
export function divideWithRest(p: Count, q: Expr): { quotient: Count; rest: Count } {
  const table = q.scope;
  const lead = q.terms[0];
  if (lead === undefined || typeof p === "bigint") return { quotient: 0n, rest: p };
  scopeOf([p, q]);
  const quotient: Sum = new Map();
  const rest: Sum = new Map();
  let current: Count = p;
  for (let step = 0; typeof current === "object"; step++) {
    if (step > LIMITS.terms) throw new DimensionTooComplex(`${LIMITS.terms} steps of one division`);
    const first: Term | undefined = current.terms[0];
    if (first === undefined) break;
    const monomial = divideMonomials(table, first.monomial, lead.monomial);
    const coefficient = monomial === undefined ? 0n : floorBig(first.coefficient, lead.coefficient);
    const part: Sum = new Map();
    addScaled(table, part, current, 1n);
    if (monomial !== undefined && coefficient !== 0n) {
      addTerm(quotient, monomial, coefficient);
      addScaled(table, part, q, -coefficient, monomial);
    }
    // What is left of the leading term belongs to the rest.
    const remaining = part.get(first.monomial) ?? 0n;
    addTerm(rest, first.monomial, remaining);
    addTerm(part, first.monomial, -remaining);
    // Without the relations, which could bring back a leading term.
    current = collectTerms(table, part);
  }
  addScaled(table, rest, current, 1n);
  return { quotient: finishSum(table, quotient), rest: finishSum(table, rest) };
}

/** p / q where q divides p as a polynomial, otherwise undefined. */
export function exactQuotient(p: Count, q: Count): Count | undefined {
  if (p === 0n) return q === 0n ? undefined : 0n;
  if (typeof q === "bigint") {
    if (q === 0n) return undefined;
    if (typeof p === "bigint") return p % q === 0n ? p / q : undefined;
    if (q < 0n) return exactQuotient(scaleCount(p, -1n), -q);
    if (p.terms.some(({ coefficient }) => coefficient % q !== 0n)) return undefined;
    return p.scope.internTerms(
      p.terms.map(({ monomial, coefficient }) => ({ monomial, coefficient: coefficient / q })),
    );
  }
  if (typeof p === "bigint" || q.terms.length > p.terms.length * 64) return undefined;
  const { quotient, rest } = divideWithRest(p, q);
  return rest === 0n ? quotient : undefined;
}

/** floor(a / b) of exact integers, for b of either sign. */
export function floorBig(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

export function ceilBig(a: bigint, b: bigint): bigint {
  return -floorBig(-a, b);
}

export function gcdBig(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** The greatest common divisor of the coefficients, the constant's included. */
export function contentOf(value: Count): bigint {
  if (typeof value === "bigint") return value < 0n ? -value : value;
  return value.terms.reduce((content, { coefficient }) => gcdBig(content, coefficient), 0n);
}
