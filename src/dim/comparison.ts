/** Decides equality, order and divisibility of dimensions for all permitted sizes: yes, no, or open. */

import { countOf } from "./arithmetic.js";
import { DimensionTooComplex } from "./errors.js";
import { type Atom, type Count, type Dim, type ExpressionTable, LIMITS } from "./expression.js";
import { floorQuotient } from "./floor-division.js";
import { collectTerms, contentOf, exactQuotient, gcdBig, multiplyCounts, subtractCounts } from "./polynomial.js";
import { rangeOf } from "./range.js";
import { addScaled, addTerm, type Sum } from "./relations.js";

/** Larger families are not eliminated: their sums would be longer than what they decide is worth. */
const MAX_FAMILY = 64n;

/** The proven bounds; ±Infinity where there are none, a bigint beyond the safe integers. */
export interface Bounds {
  readonly min: number | bigint;
  readonly max: number | bigint;
}

/** The proven bounds of a dimension or count for all permitted sizes. */
export function bounds(value: Dim | Count): Bounds {
  if (typeof value === "number") return { min: value, max: value };
  const { min, max } = rangeOf(value);
  return { min: toBound(min, -Infinity), max: toBound(max, Infinity) };
}

function toBound(value: bigint | undefined, unbounded: number): number | bigint {
  if (value === undefined) return unbounded;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** true: equal for all permitted sizes; false: for none; undefined: open. */
export function isEqual(a: Dim, b: Dim): boolean | undefined {
  if (a === b) return true;
  if (typeof a === "number" && typeof b === "number") return false;
  const difference = subtractCounts(countOf(a), countOf(b));
  if (typeof difference === "bigint") return difference === 0n;
  const { min, max } = rangeOf(difference);
  if ((min !== undefined && min > 0n) || (max !== undefined && max < 0n)) return false;
  // 2·H is never 3: the constant must be a multiple of what divides all other terms.
  const constant = difference.terms[difference.terms.length - 1];
  if (constant?.monomial.degree === 0) {
    const content = contentOf(subtractCounts(difference, constant.coefficient));
    if (constant.coefficient % content !== 0n) return false;
  }
  return isZeroByRelations(difference) ? true : undefined;
}

/** Whether the relations between atoms make the value 0; false where that takes more terms than it is worth. */
function isZeroByRelations(value: Count): boolean {
  try {
    return eliminateRelations(value) === 0n;
  } catch (thrown) {
    if (thrown instanceof DimensionTooComplex) return false;
    throw thrown;
  }
}

/**
 * The value with the last member of every family expressed by the others: unlike the printed form, it decides
 * equality in products of related atoms as well.
 */
function eliminateRelations(value: Count): Count {
  let current = value;
  for (let round = 0; round < LIMITS.degree && typeof current === "object"; round++) {
    const table: ExpressionTable = current.scope;
    const sum: Sum = new Map();
    let changed = false;
    for (const { monomial, coefficient } of current.terms) {
      const last = monomial.powers.find(({ atom }) => isLastMember(atom));
      const family = last?.atom.family;
      if (last === undefined || family === undefined) {
        addTerm(sum, monomial, coefficient);
        continue;
      }
      changed = true;
      const powers = monomial.powers.map(({ atom, power }) => ({
        atom,
        power: atom === last.atom ? power - 1 : power,
      }));
      const rest = table.internMonomial(powers.filter(({ power }) => power > 0));
      addScaled(table, sum, family.total, coefficient, rest);
      for (let position = 0n; position < family.size - 1n; position++)
        addScaled(table, sum, table.ofAtom(family.member(position)), -coefficient, rest);
    }
    if (!changed) return current;
    current = collectTerms(table, sum);
  }
  return current;
}

function isLastMember({ family, position }: Atom): boolean {
  return family !== undefined && family.size <= MAX_FAMILY && position === family.size - 1n;
}

/** true: a >= b for all permitted sizes; false: for none; undefined: open. */
export function isAtLeast(a: Dim, b: Dim): boolean | undefined {
  if (typeof a === "number" && typeof b === "number") return a >= b;
  if (a === b) return true;
  const { min, max } = rangeOf(subtractCounts(countOf(a), countOf(b)));
  if (min !== undefined && min >= 0n) return true;
  return max !== undefined && max < 0n ? false : undefined;
}

/** true: a is a multiple of b for all permitted sizes; false: for none; undefined: open. 0 divides only 0. */
export function isDivisible(a: Dim, b: Dim): boolean | undefined {
  if (typeof a === "number" && typeof b === "number") return b === 0 ? a === 0 : a % b === 0;
  const dividend = countOf(a);
  const divisor = countOf(b);
  if (divisor === 0n) return isEqual(a, 0);
  if (exactQuotient(dividend, divisor) !== undefined) return true;
  const rest = subtractCounts(dividend, multiplyCounts(divisor, floorQuotient(dividend, divisor)));
  if (typeof rest === "bigint") return rest === 0n;
  const { min, max } = rangeOf(rest);
  if ((min !== undefined && min > 0n) || (max !== undefined && max < 0n)) return false;
  return typeof divisor === "bigint" && gcdBig(contentOf(rest), divisor) === divisor ? true : undefined;
}
