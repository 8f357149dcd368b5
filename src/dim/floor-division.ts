/** Floor division in normal form: one expression for all the ways in which an equal quotient can be written. */

import { floorAtom } from "./atoms.js";
import { DimensionTooComplex, DivisionByZero } from "./errors.js";
import { type Atom, type Count, constantOf, type Expr, LIMITS, type Term } from "./expression.js";
import {
  addCounts,
  combine,
  contentOf,
  divideWithRest,
  exactQuotient,
  finishSum,
  floorBig,
  gcdBig,
  multiplyCounts,
  scaleCount,
  subtractCounts,
} from "./polynomial.js";
import { isProvenAtLeast, rangeOf } from "./range.js";
import { addScaled, addTerm, divideMonomials, type Sum } from "./relations.js";

/** How often the rules below may be applied to one quotient. */
const MAX_ROUNDS = 200;
const LARGEST_DIVISOR = 1n << BigInt(LIMITS.bits);

/** floor(p / q). A symbolic q is understood where it is not zero. */
export function floorQuotient(p: Count, q: Count): Count {
  if (typeof q !== "bigint") return divideBySymbol(p, q);
  if (q === 0n) throw new DivisionByZero("floorDiv", [typeof p === "bigint" ? p : "...", 0n]);
  if (typeof p === "bigint") return floorBig(p, q);
  return q < 0n ? floorQuotient(scaleCount(p, -1n), -q) : divideByInteger(p, q);
}

/**
 * floor(p / d) for d >= 1. The numerator's coefficients are brought into (-d/2, d/2] and its constant into (-d, 0], a
 * common factor is cancelled, a floor inside is merged (floor((floor(a/b) + e)/d) = floor((a + e·b)/(b·d))), and a
 * negative leading term is turned over (floor(-y/d) = -floor((y + d - 1)/d)).
 */
function divideByInteger(p: Expr, d: bigint): Count {
  const table = p.scope;
  const outside: Sum = new Map();
  let sign = 1n;
  let numerator: Count = p;
  let divisor = d;
  const finish = (value: Count): Count => {
    addScaled(table, outside, value, sign);
    return finishSum(table, outside);
  };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (typeof numerator === "bigint") return finish(floorBig(numerator, divisor));
    const common = variableContent(numerator, divisor);
    if (common > 1n) {
      const constant = constantOf(numerator);
      const whole: Count = exactQuotient(subtractCounts(numerator, constant), common) ?? 0n;
      numerator = addCounts([whole, floorBig(constant, common)]);
      divisor /= common;
    }
    if (divisor === 1n) return finish(numerator);
    if (typeof numerator === "bigint") continue;
    // Before the residues: for d = 2 they would turn -floor(...) over and leave two floors.
    const inner = findInnerFloor(numerator);
    if (inner !== undefined) {
      const { atom, negative, innerNumerator, innerDivisor } = inner;
      const rest = combine(1n, numerator, negative ? 1n : -1n, table.ofAtom(atom));
      const scaledRest = multiplyCounts(rest, innerDivisor);
      if (typeof innerDivisor !== "bigint")
        return finish(floorQuotient(addCounts([innerNumerator, scaledRest]), scaleCount(innerDivisor, divisor)));
      // -floor(a/b) = floor((b - 1 - a)/b)
      numerator = negative
        ? addCounts([scaleCount(innerNumerator, -1n), innerDivisor - 1n, scaledRest])
        : addCounts([innerNumerator, scaledRest]);
      divisor *= innerDivisor;
      if (divisor > LARGEST_DIVISOR) throw new DimensionTooComplex(`${LIMITS.bits} bits in a divisor`, "floorDiv");
      continue;
    }
    const reduced = reduceResidues(numerator, divisor, outside, sign);
    if (reduced !== numerator) {
      numerator = reduced;
      continue;
    }
    if (leadsNegative(numerator, divisor)) {
      numerator = addCounts([scaleCount(numerator, -1n), divisor - 1n]);
      sign = -sign;
      continue;
    }
    break;
  }
  if (typeof numerator === "bigint") return finish(floorBig(numerator, divisor));
  const { min, max } = rangeOf(numerator);
  if (min !== undefined && max !== undefined && floorBig(min, divisor) === floorBig(max, divisor))
    return finish(floorBig(min, divisor));
  return finish(table.ofAtom(floorAtom(table, numerator, divisor)));
}

/** The common factor of the divisor and all coefficients except the constant. */
function variableContent(numerator: Expr, divisor: bigint): bigint {
  let common = divisor;
  for (const { monomial, coefficient } of numerator.terms) {
    if (monomial.degree > 0) common = gcdBig(common, coefficient);
    if (common === 1n) break;
  }
  return common;
}

/** Moves whole multiples of the divisor to the outside; returns the same object where there are none. */
function reduceResidues(numerator: Expr, divisor: bigint, outside: Sum, sign: bigint): Count {
  const table = numerator.scope;
  const inside: Sum = new Map();
  let changed = false;
  for (const { monomial, coefficient } of numerator.terms) {
    const quotient =
      monomial.degree === 0
        ? -floorBig(-coefficient, divisor) // the constant goes into (-d, 0]
        : -floorBig(divisor - 2n * coefficient, 2n * divisor); // the nearest multiple, residue in (-d/2, d/2]
    addTerm(inside, monomial, coefficient - quotient * divisor);
    if (quotient === 0n) continue;
    addTerm(outside, monomial, quotient * sign);
    changed = true;
  }
  return changed ? finishSum(table, inside) : numerator;
}

interface InnerFloor {
  readonly atom: Atom;
  readonly negative: boolean;
  readonly innerNumerator: Count;
  readonly innerDivisor: Count;
}

/** A floor that stands alone with the coefficient 1, or -1 where its divisor is known. */
function findInnerFloor(numerator: Expr): InnerFloor | undefined {
  let found: InnerFloor | undefined;
  for (const { monomial, coefficient } of numerator.terms) {
    const [only] = monomial.powers;
    if (monomial.degree !== 1 || only === undefined || only.atom.shape.kind !== "floor") continue;
    const { numerator: innerNumerator, divisor: innerDivisor } = only.atom.shape;
    const atom = only.atom;
    if (coefficient === 1n) return { atom, negative: false, innerNumerator, innerDivisor };
    if (coefficient !== -1n || typeof innerDivisor !== "bigint") continue;
    found ??= { atom, negative: true, innerNumerator, innerDivisor };
  }
  return found;
}

/** The sign of the first term that has one: d/2 and -d/2 are the same residue. */
function leadsNegative(numerator: Expr, divisor: bigint): boolean {
  const decisive = numerator.terms.find(
    ({ monomial, coefficient }) => monomial.degree > 0 && 2n * coefficient !== divisor,
  );
  return decisive !== undefined && decisive.coefficient < 0n;
}

/** floor(p / q) for a symbolic q: exact where q divides p, otherwise with common factors cancelled and multiples pulled out. */
function divideBySymbol(p: Count, q: Expr): Count {
  if (p === 0n) return 0n;
  const exact = exactQuotient(p, q);
  if (exact !== undefined) return exact;
  const table = q.scope;
  let { numerator, divisor } = cancelCommon(p, q);
  if (typeof divisor === "bigint") return floorQuotient(numerator, divisor);
  const positive = isProvenAtLeast(divisor, 1n);
  const outside: Sum = new Map();
  let sign = 1n;
  for (let round = 0; round < 4; round++) {
    const { quotient, rest } = divideWithRest(numerator, divisor);
    addScaled(table, outside, quotient, sign);
    numerator = rest;
    const lead = leadOf(rest);
    if (!positive || lead >= 0n) break;
    // floor(-y/q) = -floor((y + q - 1)/q) for q >= 1
    numerator = addCounts([scaleCount(rest, -1n), divisor, -1n]);
    sign = -sign;
  }
  const finish = (value: Count): Count => {
    addScaled(table, outside, value, sign);
    return finishSum(table, outside);
  };
  if (numerator === 0n) return finish(0n);
  const cancelled = cancelCommon(numerator, divisor);
  if (typeof cancelled.divisor === "bigint") return finish(floorQuotient(cancelled.numerator, cancelled.divisor));
  numerator = cancelled.numerator;
  divisor = cancelled.divisor;
  if (positive) {
    const inner = typeof numerator === "bigint" ? undefined : findInnerFloor(numerator);
    if (inner !== undefined && !inner.negative) {
      const rest = subtractCounts(numerator, table.ofAtom(inner.atom));
      const merged = addCounts([inner.innerNumerator, multiplyCounts(rest, inner.innerDivisor)]);
      return finish(floorQuotient(merged, multiplyCounts(divisor, inner.innerDivisor)));
    }
    if (isProvenAtLeast(numerator, 0n) && isProvenAtLeast(divisor, addCounts([numerator, 1n]))) return finish(0n);
    if (isProvenAtLeast(-1n, numerator) && isProvenAtLeast(addCounts([numerator, divisor]), 0n)) return finish(-1n);
  }
  return finish(table.ofAtom(floorAtom(table, numerator, divisor)));
}

function leadOf(value: Count): bigint {
  return typeof value === "bigint" ? value : (value.terms[0]?.coefficient ?? 0n);
}

/** p/q with the common integer and monomial factors gone and a positive leading term in q. */
function cancelCommon(p: Count, q: Expr): { numerator: Count; divisor: Count } {
  const table = q.scope;
  const terms: Term[] = [...q.terms];
  if (typeof p === "bigint") terms.push({ monomial: table.one, coefficient: p });
  else terms.push(...p.terms);
  let common = terms[0]?.monomial ?? table.one;
  for (const { monomial } of terms) {
    const shared = common.powers.flatMap(({ atom, power }) => {
      const other = monomial.powers.find((candidate) => candidate.atom === atom)?.power ?? 0;
      return other === 0 ? [] : [{ atom, power: Math.min(power, other) }];
    });
    common = table.internMonomial(shared);
    if (common.degree === 0) break;
  }
  let factor = gcdBig(contentOf(p), contentOf(q));
  if (leadOf(q) < 0n) factor = -factor;
  if (factor === 1n && common.degree === 0) return { numerator: p, divisor: q };
  return { numerator: divideTerms(p), divisor: divideTerms(q) };

  function divideTerms(value: Count): Count {
    if (typeof value === "bigint") return value / factor;
    const sum: Sum = new Map();
    for (const { monomial, coefficient } of value.terms) {
      const rest = divideMonomials(table, monomial, common);
      if (rest !== undefined) addTerm(sum, rest, coefficient / factor);
    }
    return finishSum(table, sum);
  }
}
