/** Sums in the making, and the linear relations between atoms that give equal sums one form. */

import {
  type Atom,
  type Count,
  compareAtoms,
  compareMonomials,
  type ExpressionTable,
  type Family,
  type Monomial,
} from "./expression.js";

/** A sum in the making: coefficients by monomial; zeros are allowed. */
export type Sum = Map<Monomial, bigint>;

/** How often the relations are applied before a form is accepted as it is. */
const MAX_ROUNDS = 64;

export function addTerm(sum: Sum, monomial: Monomial, coefficient: bigint): void {
  const before = sum.get(monomial);
  sum.set(monomial, before === undefined ? coefficient : before + coefficient);
}

/** sum += factor · monomial · value. */
export function addScaled(
  table: ExpressionTable,
  sum: Sum,
  value: Count,
  factor: bigint,
  monomial: Monomial = table.one,
): void {
  if (factor === 0n) return;
  if (typeof value === "bigint") {
    addTerm(sum, monomial, value * factor);
    return;
  }
  for (const term of value.terms)
    addTerm(sum, multiplyMonomials(table, term.monomial, monomial), term.coefficient * factor);
}

function multiplyMonomials(table: ExpressionTable, a: Monomial, b: Monomial): Monomial {
  if (a.degree === 0) return b;
  if (b.degree === 0) return a;
  const known = a.products.get(b);
  if (known !== undefined) return known;
  const powers = new Map<Atom, number>();
  for (const { atom, power } of a.powers) powers.set(atom, power);
  for (const { atom, power } of b.powers) powers.set(atom, (powers.get(atom) ?? 0) + power);
  const product = table.internMonomial(sortPowers(powers));
  a.products.set(b, product);
  return product;
}

/** a / b, or undefined where b does not divide a. */
export function divideMonomials(table: ExpressionTable, a: Monomial, b: Monomial): Monomial | undefined {
  if (b.degree === 0) return a;
  if (b.degree > a.degree) return undefined;
  const powers = new Map<Atom, number>();
  for (const { atom, power } of a.powers) powers.set(atom, power);
  for (const { atom, power } of b.powers) {
    const left = (powers.get(atom) ?? 0) - power;
    if (left < 0) return undefined;
    if (left === 0) powers.delete(atom);
    else powers.set(atom, left);
  }
  return table.internMonomial(sortPowers(powers));
}

function sortPowers(powers: ReadonlyMap<Atom, number>): { atom: Atom; power: number }[] {
  const list = [...powers].map(([atom, power]) => ({ atom, power }));
  return list.sort((a, b) => compareAtoms(a.atom, b.atom));
}

interface Group {
  readonly family: Family;
  readonly rest: Monomial;
  readonly coefficients: Map<bigint, bigint>;
}

/**
 * Applies the relation of every family (Hermite's identity, min + max = sum) in place. Of the coefficients of a
 * family's members the smallest most frequent one is subtracted from all: equal sums then have one form, in which
 * x - floor(x/2) is floor((x - 1)/2) + 1 and floor(x/2) + floor((x - 1)/2) is x - 1.
 */
export function applyRelations(table: ExpressionTable, sum: Sum): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const groups = collectGroups(table, sum);
    if (groups === undefined) return;
    const next = groups.find((group) => shiftOf(group) !== 0n);
    if (next === undefined) return;
    const shift = shiftOf(next);
    for (let position = 0n; position < next.family.size; position++) {
      const monomial = table.internMonomial([{ atom: next.family.member(position), power: 1 }]);
      addTerm(sum, multiplyMonomials(table, next.rest, monomial), -shift);
    }
    addScaled(table, sum, next.family.total, shift, next.rest);
  }
}

function collectGroups(table: ExpressionTable, sum: Sum): Group[] | undefined {
  let groups: Map<string, Group> | undefined;
  for (const [monomial, coefficient] of sum) {
    if (!monomial.related || coefficient === 0n) continue;
    for (const { atom, power } of monomial.powers) {
      const family = atom.family;
      if (family === undefined || power !== 1) continue;
      if (monomial.powers.some((other) => other.atom !== atom && other.atom.family === family)) continue;
      const rest = table.internMonomial(monomial.powers.filter((other) => other.atom !== atom));
      const key = `${rest.id}|${family.id}`;
      groups ??= new Map();
      const group = groups.get(key) ?? { family, rest, coefficients: new Map<bigint, bigint>() };
      group.coefficients.set(atom.position, coefficient);
      groups.set(key, group);
    }
  }
  if (groups === undefined) return undefined;
  return [...groups.values()].sort(
    (a, b) => compareMonomials(a.rest, b.rest) || (a.family.key < b.family.key ? -1 : 1),
  );
}

/** What is subtracted from every coefficient. Products of related atoms change only where that leaves fewer terms. */
function shiftOf({ family, rest, coefficients }: Group): bigint {
  const zeros = family.size - BigInt(coefficients.size);
  const counts = new Map<bigint, bigint>();
  for (const coefficient of coefficients.values()) counts.set(coefficient, (counts.get(coefficient) ?? 0n) + 1n);
  let best = 0n;
  let most = zeros;
  for (const [coefficient, count] of counts) {
    const better = count > most || (!rest.related && count === most && (most === 0n || coefficient < best));
    if (!better) continue;
    best = coefficient;
    most = count;
  }
  return best;
}
