/** Splits a polynomial into factors for printing: N·(H - 4) reads better than N·H - 4·N. */

import { type Atom, type Count, compareAtoms, type Expr, LIMITS, type Monomial } from "./expression.js";
import { addCounts, contentOf, exactQuotient, finishSum, multiplyCounts, powerOf } from "./polynomial.js";
import { addTerm, divideMonomials, type Sum } from "./relations.js";

/** Larger polynomials are printed as they are. */
const MAX_TERMS = 64;
const MAX_ATOMS = 10;

export interface Factorisation {
  readonly content: bigint;
  /** Common powers of atoms. */
  readonly monomial: Monomial;
  readonly factors: readonly { readonly base: Expr; readonly power: number }[];
}

/** content · monomial · product of the factors; the factors are found where they are linear in some atom. */
export function factorise(value: Expr): Factorisation {
  const table = value.scope;
  let content = contentOf(value);
  if (value.terms.every(({ coefficient }) => coefficient < 0n)) content = -content;
  let monomial = value.terms[0]?.monomial ?? table.one;
  for (const term of value.terms) {
    const shared = monomial.powers.flatMap(({ atom, power }) => {
      const other = term.monomial.powers.find((candidate) => candidate.atom === atom)?.power ?? 0;
      return other === 0 ? [] : [{ atom, power: Math.min(power, other) }];
    });
    monomial = table.internMonomial(shared);
  }
  const sum: Sum = new Map();
  for (const term of value.terms) {
    const rest = divideMonomials(table, term.monomial, monomial);
    if (rest !== undefined) addTerm(sum, rest, term.coefficient / content);
  }
  // The relations are not applied again: the terms must stay those of the value.
  const terms = [...sum].map(([rest, coefficient]) => ({ monomial: rest, coefficient }));
  const primitive = table.internTerms(terms);
  return { content, monomial, factors: typeof primitive === "bigint" ? [] : split(primitive) };
}

function split(value: Expr): { base: Expr; power: number }[] {
  const whole = [{ base: value, power: 1 }];
  if (value.terms.length > MAX_TERMS || value.terms.length < 2) return whole;
  const atoms = new Set<Atom>();
  for (const { monomial } of value.terms) for (const { atom } of monomial.powers) atoms.add(atom);
  if (atoms.size > MAX_ATOMS) return whole;
  for (const atom of [...atoms].sort(compareAtoms)) {
    const found = splitBy(value, atom);
    if (found === undefined) continue;
    return [found.factor, ...(typeof found.rest === "bigint" ? [] : split(found.rest))];
  }
  return whole;
}

/** value = rest·(atom + c)^n, where n is the degree in the atom: c is the second coefficient over n times the first. */
function splitBy(value: Expr, atom: Atom): { factor: { base: Expr; power: number }; rest: Count } | undefined {
  const table = value.scope;
  const degreeOf = (monomial: Monomial) => monomial.powers.find((candidate) => candidate.atom === atom)?.power ?? 0;
  const degree = Math.max(...value.terms.map(({ monomial }) => degreeOf(monomial)));
  const coefficient = (power: number): Count => {
    const sum: Sum = new Map();
    for (const term of value.terms) {
      if (degreeOf(term.monomial) !== power) continue;
      addTerm(sum, table.internMonomial(term.monomial.powers.filter((other) => other.atom !== atom)), term.coefficient);
    }
    return finishSum(table, sum);
  };
  const first = coefficient(degree);
  const second = coefficient(degree - 1);
  if (second === 0n || degree > LIMITS.degree) return undefined;
  const shift = exactQuotient(second, multiplyCounts(first, BigInt(degree)));
  // A rest of 1 or -1 is no factor: the value is linear in the atom and nothing was split.
  if (shift === undefined || (degree === 1 && typeof first === "bigint")) return undefined;
  const base = addCounts([table.ofAtom(atom), shift]);
  if (typeof base === "bigint" || multiplyCounts(first, powerOf(base, degree)) !== value) return undefined;
  return { factor: { base, power: degree }, rest: first };
}
