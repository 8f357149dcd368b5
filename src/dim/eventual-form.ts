/** What an expression over one symbol becomes for large sizes: a polynomial on each residue class. */

import type { Relation } from "./constraint.js";
import type { Atom, Count } from "./expression.js";
import { floorBig, gcdBig } from "./polynomial.js";

/** Coefficients of 1, t, t^2, ... without trailing zeros; [] is 0. */
type Poly = readonly bigint[];

/** The behaviour repeats with this period from the threshold on. */
export interface Tail {
  readonly period: number;
  readonly threshold: number;
}

/** Longer periods and higher degrees are not decided. */
const MAX_PERIOD = 10_000n;
const MAX_DEGREE = 8;

/** The period must be a multiple of this as well. */
class FinerPeriod extends Error {
  readonly factor: bigint;

  constructor(factor: bigint) {
    super(`the period lacks a factor ${factor}`);
    this.factor = factor;
  }
}

/** The rule for large sizes is not known. */
class Undecidable extends Error {}

/** No size of this residue class has a value. */
class Valueless extends Error {}

/**
 * From which size on, and with which period, `left relation right` repeats; undefined where that is not known.
 * The sizes are written as period·t + residue: with enough factors in the period every floor is exact in t.
 */
export function tailOf(relation: Relation, left: Count, right: Count): Tail | undefined {
  let period = 1n;
  for (;;) {
    try {
      return { period: Number(period), threshold: Number(thresholdOf(relation, left, right, period)) };
    } catch (error) {
      if (error instanceof Undecidable) return undefined;
      if (!(error instanceof FinerPeriod)) throw error;
      period *= error.factor;
      if (period > MAX_PERIOD) return undefined;
    }
  }
}

function thresholdOf(relation: Relation, left: Count, right: Count, period: bigint): bigint {
  let threshold = 0n;
  for (let residue = 0n; residue < period; residue++) {
    const form = new EventualForm(period, residue);
    try {
      form.relate(relation, form.polyOf(left), form.polyOf(right));
    } catch (error) {
      if (!(error instanceof Valueless)) throw error;
    }
    if (form.from > threshold) threshold = form.from;
  }
  return threshold * period + period;
}

/** Polynomials in t for one residue class, valid for t >= `from`. */
class EventualForm {
  from = 0n;
  readonly #period: bigint;
  readonly #residue: bigint;
  readonly #known = new Map<Atom, Poly>();

  constructor(period: bigint, residue: bigint) {
    this.#period = period;
    this.#residue = residue;
  }

  polyOf(value: Count): Poly {
    if (typeof value === "bigint") return trim([value]);
    let total: Poly = [];
    for (const { monomial, coefficient } of value.terms) {
      let part: Poly = [coefficient];
      for (const { atom, power } of monomial.powers) {
        const poly = this.#known.get(atom) ?? this.#atomPoly(atom);
        this.#known.set(atom, poly);
        for (let i = 0; i < power; i++) part = multiply(part, poly);
      }
      total = addScaledPoly(total, part, 1n);
    }
    return total;
  }

  /** Notes from where on the relation no longer changes. */
  relate(relation: Relation, left: Poly, right: Poly): void {
    const difference = addScaledPoly(left, right, -1n);
    if (relation === "divisible") {
      if (right.length > 1) throw new Undecidable();
      if (right[0] === undefined) this.#settle(left);
      else this.#exact(left, right[0]);
      return;
    }
    this.#settle(difference);
    if (relation !== "broadcast") return;
    this.#settle(addScaledPoly(left, [1n], -1n));
    this.#settle(addScaledPoly(right, [1n], -1n));
  }

  #atomPoly({ shape }: Atom): Poly {
    switch (shape.kind) {
      case "symbol": {
        if (this.#period % shape.scale !== 0n) throw new FinerPeriod(shape.scale / gcdBig(shape.scale, this.#period));
        const constant = this.#residue - shape.offset;
        if (constant % shape.scale !== 0n) throw new Valueless();
        return trim([constant / shape.scale, this.#period / shape.scale]);
      }
      case "floor":
        return this.#quotient(this.polyOf(shape.numerator), this.polyOf(shape.divisor));
      case "min":
      case "max": {
        const sign = shape.kind === "min" ? -1n : 1n;
        return shape.args
          .map((arg) => this.polyOf(arg))
          .reduce((a, b) => (this.#settle(addScaledPoly(a, b, -1n)) * sign >= 0n ? a : b));
      }
      case "broadcast":
        return shape.args.map((arg) => this.polyOf(arg)).reduce((a, b) => this.#broadcast(a, b));
      case "opaque":
        throw new Undecidable();
    }
  }

  #broadcast(a: Poly, b: Poly): Poly {
    const same = this.#settle(addScaledPoly(a, b, -1n)) === 0n;
    const rightOne = this.#settle(addScaledPoly(b, [1n], -1n)) === 0n;
    const leftOne = this.#settle(addScaledPoly(a, [1n], -1n)) === 0n;
    if (same || rightOne) return a;
    if (leftOne) return b;
    throw new Valueless();
  }

  #quotient(numerator: Poly, divisor: Poly): Poly {
    const [constant] = divisor;
    if (constant === undefined) throw new Valueless();
    if (divisor.length === 1) {
      this.#exact(numerator, constant);
      return trim(
        numerator.map((coefficient, power) => (power === 0 ? floorBig(coefficient, constant) : coefficient / constant)),
      );
    }
    if (numerator.length >= divisor.length) throw new Undecidable();
    // Between -1 and 1 once |numerator| < |divisor|.
    this.#settle(addScaledPoly(divisor, numerator, 1n));
    this.#settle(addScaledPoly(divisor, numerator, -1n));
    return this.#settle(numerator) * this.#settle(divisor) >= 0n ? [] : [-1n];
  }

  /** Every coefficient of a power of t must be a multiple, else the period is too short. */
  #exact(poly: Poly, divisor: bigint): void {
    for (const coefficient of poly.slice(1))
      if (coefficient % divisor !== 0n) throw new FinerPeriod(gcdFactor(coefficient, divisor));
  }

  /** The sign for all large t; from where on it holds is noted. */
  #settle(poly: Poly): bigint {
    const lead = poly[poly.length - 1];
    if (lead === undefined) return 0n;
    const sign = lead < 0n ? -1n : 1n;
    // Every positive root is below 1 + the greatest |a_i|/|a_n| among the coefficients of the other sign (Lagrange).
    for (const coefficient of poly) {
      if (coefficient * sign >= 0n) continue;
      const bound = 2n - (coefficient * sign) / (lead * sign);
      if (bound > this.from) this.from = bound;
    }
    return sign;
  }
}

function gcdFactor(coefficient: bigint, divisor: bigint): bigint {
  const absolute = divisor < 0n ? -divisor : divisor;
  return absolute / gcdBig(coefficient, absolute);
}

function trim(coefficients: readonly bigint[]): Poly {
  let length = coefficients.length;
  while (length > 0 && coefficients[length - 1] === 0n) length--;
  return length === coefficients.length ? coefficients : coefficients.slice(0, length);
}

function addScaledPoly(a: Poly, b: Poly, factor: bigint): Poly {
  const length = Math.max(a.length, b.length);
  return trim(Array.from({ length }, (_, power) => (a[power] ?? 0n) + factor * (b[power] ?? 0n)));
}

function multiply(a: Poly, b: Poly): Poly {
  if (a.length + b.length > MAX_DEGREE + 2) throw new Undecidable();
  const product = new Array<bigint>(Math.max(0, a.length + b.length - 1)).fill(0n);
  for (const [i, left] of a.entries())
    for (const [j, right] of b.entries()) product[i + j] = (product[i + j] ?? 0n) + left * right;
  return trim(product);
}
