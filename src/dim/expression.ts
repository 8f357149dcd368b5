/** Symbolic whole numbers: atoms, monomials and interned expressions, with the tables that intern them. */

import { DimensionTooComplex } from "./errors.js";
import type { Memo } from "./memo.js";

/** A whole number: a JS safe integer, or a symbolic expression (which is never a constant). */
export type Dim = number | Expr;
/** An exact count beyond 2^53: a bigint where all is known, otherwise an expression. */
export type Count = bigint | Expr;

/** Beyond these an expression is refused with `DimensionTooComplex`, so that no input can make it grow without bound. */
export const LIMITS = { terms: 1000, degree: 64, depth: 64, keyLength: 20_000, bits: 1024 } as const;
const LARGEST_COEFFICIENT = 1n << BigInt(LIMITS.bits);

/** Inclusive bounds; undefined is unbounded on that side. */
export interface Range {
  readonly min: bigint | undefined;
  readonly max: bigint | undefined;
}

/** A named unknown. The atom stands for (name - offset)/scale, so that `H % 32 == 0` makes H = 32·k. */
export interface SymbolShape {
  readonly kind: "symbol";
  readonly name: string;
  readonly scale: bigint;
  readonly offset: bigint;
  readonly range: Range;
  readonly origin: unknown;
}

export interface FloorShape {
  readonly kind: "floor";
  readonly numerator: Count;
  readonly divisor: Count;
}

export interface ChoiceShape {
  readonly kind: "min" | "max" | "broadcast";
  readonly args: readonly Count[];
}

export interface OpaqueShape {
  readonly kind: "opaque";
  readonly name: string;
  readonly args: readonly Count[];
  readonly range: Range;
  readonly evaluate: (args: readonly number[]) => number | bigint;
  readonly print: ((args: readonly string[]) => string) | undefined;
}

export type AtomShape = SymbolShape | FloorShape | ChoiceShape | OpaqueShape;

/**
 * Atoms with a linear relation: the sum of all `size` members is `total`. The members floor((y - k)/d), k = 0..d-1,
 * add to y - (d - 1) (Hermite's identity); min(a, b) and max(a, b) add to a + b.
 */
export interface Family {
  readonly id: number;
  readonly key: string;
  readonly size: bigint;
  readonly total: Count;
  readonly member: (position: bigint) => Atom;
}

/** An indivisible part of an expression: a symbol, or an operation that no polynomial can say. */
export class Atom {
  readonly id: number;
  readonly key: string;
  readonly depth: number;
  readonly shape: AtomShape;
  /** Set at once after interning, where a relation exists. */
  family: Family | undefined;
  position = 0n;
  /** Cache of the proven bounds. */
  range: Range | undefined;

  constructor(id: number, key: string, depth: number, shape: AtomShape) {
    this.id = id;
    this.key = key;
    this.depth = depth;
    this.shape = shape;
  }
}

export interface Power {
  readonly atom: Atom;
  readonly power: number;
}

/** A product of powers of atoms, in the order of `compareAtoms`; the empty one is 1. */
export class Monomial {
  readonly id: number;
  readonly powers: readonly Power[];
  readonly degree: number;
  /** Whether an atom in it belongs to a family. */
  readonly related: boolean;
  readonly products = new Map<Monomial, Monomial>();

  constructor(id: number, powers: readonly Power[]) {
    this.id = id;
    this.powers = powers;
    this.degree = powers.reduce((total, { power }) => total + power, 0);
    this.related = powers.some(({ atom }) => atom.family !== undefined);
  }
}

export interface Term {
  readonly monomial: Monomial;
  readonly coefficient: bigint;
}

/** A polynomial over atoms with integer coefficients, never constant; equal expressions of a scope are one object. */
export class Expr {
  readonly id: number;
  readonly scope: ExpressionTable;
  /** Highest degree first; no coefficient is zero. */
  readonly terms: readonly Term[];
  readonly depth: number;
  /** Results of operations on this one, by operation and other operand. */
  memo: Memo<Dim, Dim> | undefined;
  range: Range | undefined;
  text: string | undefined;
  names: readonly string[] | undefined;

  constructor(id: number, scope: ExpressionTable, terms: readonly Term[]) {
    this.id = id;
    this.scope = scope;
    this.terms = terms;
    let depth = 0;
    for (const { monomial } of terms) for (const { atom } of monomial.powers) depth = Math.max(depth, atom.depth);
    this.depth = depth;
  }
}

/** Symbols first and by name, then the others by their key: independent of the order in which they were built. */
export function compareAtoms(a: Atom, b: Atom): number {
  if (a === b) return 0;
  const symbolic = Number(b.shape.kind === "symbol") - Number(a.shape.kind === "symbol");
  if (symbolic !== 0) return symbolic;
  return a.key < b.key ? -1 : 1;
}

/** Graded lexicographic order, greatest first: an admissible order, as exact division needs it. */
export function compareMonomials(a: Monomial, b: Monomial): number {
  if (a === b) return 0;
  if (a.degree !== b.degree) return b.degree - a.degree;
  for (let i = 0; i < a.powers.length && i < b.powers.length; i++) {
    const left = a.powers[i];
    const right = b.powers[i];
    if (left === undefined || right === undefined) break;
    if (left.atom !== right.atom) return compareAtoms(left.atom, right.atom);
    if (left.power !== right.power) return right.power - left.power;
  }
  return 0;
}

/** The canonical key of a value: the same in every scope, whatever the order of building. */
export function keyOf(value: Count): string {
  if (typeof value === "bigint") return value.toString();
  let key = "";
  for (const { coefficient, monomial } of value.terms) {
    key += coefficient < 0n ? coefficient.toString() : `+${coefficient}`;
    for (const { atom, power } of monomial.powers) key += power === 1 ? `*${atom.key}` : `*${atom.key}^${power}`;
    if (key.length > LIMITS.keyLength) throw new DimensionTooComplex(`${LIMITS.keyLength} characters in one atom`);
  }
  return key;
}

/** The constant term. */
export function constantOf(value: Count): bigint {
  if (typeof value === "bigint") return value;
  const last = value.terms[value.terms.length - 1];
  return last !== undefined && last.monomial.degree === 0 ? last.coefficient : 0n;
}

/** The intern tables of one model; they go when the model goes. */
export class ExpressionTable {
  readonly one: Monomial;
  readonly #atoms = new Map<string, Atom>();
  readonly #families = new Map<string, Family>();
  readonly #monomials = new Map<string, Monomial>();
  /** By hash; almost every bucket holds one expression. */
  readonly #expressions = new Map<number, Expr | Expr[]>();
  #count = 0;

  constructor() {
    this.one = new Monomial(0, []);
    this.#monomials.set("", this.one);
  }

  /** The one family of this key. */
  internFamily(key: string, make: () => Omit<Family, "id" | "key">): Family {
    const known = this.#families.get(key);
    if (known !== undefined) return known;
    const family: Family = { id: this.#families.size, key, ...make() };
    this.#families.set(key, family);
    return family;
  }

  /** The one atom of this key; `shape` is used when it is new, with `relate` for its family. */
  internAtom(key: string, depth: number, shape: () => AtomShape, relate?: (atom: Atom) => void): Atom {
    const known = this.#atoms.get(key);
    if (known !== undefined) return known;
    if (depth > LIMITS.depth) throw new DimensionTooComplex(`${LIMITS.depth} nested operations`);
    if (key.length > LIMITS.keyLength) throw new DimensionTooComplex(`${LIMITS.keyLength} characters in one atom`);
    const atom = new Atom(this.#atoms.size, key, depth, shape());
    this.#atoms.set(key, atom);
    relate?.(atom);
    return atom;
  }

  internMonomial(powers: readonly Power[]): Monomial {
    let key = "";
    let degree = 0;
    for (const { atom, power } of powers) {
      key += `${atom.id}^${power},`;
      degree += power;
    }
    const known = this.#monomials.get(key);
    if (known !== undefined) return known;
    if (degree > LIMITS.degree) throw new DimensionTooComplex(`degree ${LIMITS.degree}`);
    const monomial = new Monomial(this.#monomials.size, powers);
    this.#monomials.set(key, monomial);
    return monomial;
  }

  /** The value of sorted terms without zeros: a bigint when only the constant is left. */
  internTerms(terms: readonly Term[]): Count {
    const first = terms[0];
    if (first === undefined) return 0n;
    if (first.monomial.degree === 0) return first.coefficient;
    if (terms.length > LIMITS.terms) throw new DimensionTooComplex(`${LIMITS.terms} terms`);
    let hash = 0;
    for (const { monomial, coefficient } of terms) {
      if (coefficient > LARGEST_COEFFICIENT || coefficient < -LARGEST_COEFFICIENT)
        throw new DimensionTooComplex(`${LIMITS.bits} bits in a coefficient`);
      hash = (Math.imul(hash, 31) + monomial.id) | 0;
      hash = (Math.imul(hash, 0x9e3779b1) + Number(BigInt.asIntN(30, coefficient))) | 0;
    }
    const bucket = this.#expressions.get(hash);
    if (bucket instanceof Expr) {
      if (hasTerms(bucket, terms)) return bucket;
    } else if (bucket !== undefined) {
      const known = bucket.find((candidate) => hasTerms(candidate, terms));
      if (known !== undefined) return known;
    }
    const expression = new Expr(this.#count++, this, terms);
    if (bucket === undefined) this.#expressions.set(hash, expression);
    else if (bucket instanceof Expr) this.#expressions.set(hash, [bucket, expression]);
    else bucket.push(expression);
    return expression;
  }

  /** coefficient · atom. */
  ofAtom(atom: Atom, coefficient = 1n): Expr {
    const value = this.internTerms([{ monomial: this.internMonomial([{ atom, power: 1 }]), coefficient }]);
    if (typeof value === "bigint") throw new RangeError("an atom needs a coefficient other than zero");
    return value;
  }
}

function hasTerms(expression: Expr, terms: readonly Term[]): boolean {
  if (expression.terms.length !== terms.length) return false;
  for (const [i, term] of expression.terms.entries())
    if (term.monomial !== terms[i]?.monomial || term.coefficient !== terms[i]?.coefficient) return false;
  return true;
}

export function depthOf(value: Count): number {
  return typeof value === "bigint" ? 0 : value.depth;
}
