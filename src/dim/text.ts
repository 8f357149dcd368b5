/** The one readable text of a dimension or count. */

import {
  type Atom,
  type Count,
  constantOf,
  type Dim,
  type Expr,
  type FloorShape,
  type Monomial,
  type Term,
} from "./expression.js";
import { factorise } from "./factorisation.js";
import { type Notation, renderText, type SignedNotation, type TextOptions } from "./notation.js";
import {
  addCounts,
  combine,
  contentOf,
  finishSum,
  floorBig,
  gcdBig,
  multiplyCounts,
  powerOf,
  scaleCount,
  subtractCounts,
} from "./polynomial.js";
import { addScaled, type Sum } from "./relations.js";

/** The text of a dimension or count: `floor((H - 1)/2) + 1`, `N·(H - 4)`, `H mod 4`. Equal values of a scope have one text. */
export function text(value: Dim | Count, options: TextOptions = {}): string {
  if (typeof value === "number") return options.group === true ? renderText(notationOf(value), options) : `${value}`;
  if (typeof value === "bigint") return options.group === true ? renderText(notationOf(value), options) : `${value}`;
  if (options.group === true) return renderText(notationOf(value), options);
  value.text ??= renderText(notationOf(value));
  return value.text;
}

/** The formula of a value, to be rendered as text or TeX. */
export function notationOf(value: Dim | Count): Notation {
  if (typeof value === "number") return { kind: "integer", value: BigInt(value) };
  if (typeof value === "bigint") return { kind: "integer", value };
  if (!isScaled(value)) return wholeNotation(value);
  // Remainders are found before k = H/32 is put in: the normal form is the one over k.
  const { remainders, rest } = extractRemainders(value);
  if (remainders.length === 0) return unscaledNotation(value);
  const plain = rest === 0n ? [] : termsOf(unscaledNotation(rest));
  const constants = plain.filter((term) => term.value.kind === "integer");
  return joinTerms([...plain.filter((term) => !constants.includes(term)), ...remainders, ...constants]);
}

function termsOf(notation: Notation): readonly SignedNotation[] {
  return notation.kind === "sum" ? notation.terms : [{ minus: false, value: notation }];
}

function unscaledNotation(value: Count): Notation {
  if (typeof value === "bigint") return notationOf(value);
  const { numerator, denominator } = unscale(value);
  if (denominator !== 1n) return fractionNotation(numerator, denominator);
  return typeof numerator === "bigint" ? notationOf(numerator) : wholeNotation(numerator);
}

function wholeNotation(value: Expr): Notation {
  const { content, monomial, factors } = factorise(value);
  const [first] = factors;
  if (first === undefined || (factors.length === 1 && first.power === 1 && monomial.degree === 0))
    return sumNotation(value);
  const parts: Notation[] = monomial.powers.map(({ atom, power }) => powerNotation(atomNotation(atom), power));
  const bases = factors.map(({ base, power }) => ({ notation: sumNotation(base), power }));
  for (const { notation, power } of bases) parts.push(powerNotation(notation, power));
  return productNotation(content, parts);
}

function powerNotation(base: Notation, exponent: number): Notation {
  return exponent === 1 ? base : { kind: "power", base, exponent };
}

function productNotation(coefficient: bigint, parts: readonly Notation[]): Notation {
  const [only] = parts;
  if (only === undefined) return { kind: "integer", value: coefficient };
  if (coefficient < 0n) return { kind: "sum", terms: [{ minus: true, value: productNotation(-coefficient, parts) }] };
  const factors: Notation[] = coefficient === 1n ? [] : [{ kind: "integer", value: coefficient }];
  factors.push(...parts);
  return factors.length === 1 ? only : { kind: "product", factors };
}

/** The terms one after another; c·(n - d·floor(n/d)) is printed as c·(n mod d). */
function sumNotation(value: Expr): Notation {
  const { remainders, rest } = extractRemainders(value);
  const terms: readonly Term[] = typeof rest === "bigint" ? [] : rest.terms;
  const signed = terms.flatMap(({ monomial, coefficient }) =>
    monomial.degree === 0 ? [] : [signedTerm(coefficient, monomial)],
  );
  signed.push(...remainders);
  const constant = constantOf(rest);
  if (constant !== 0n) signed.push({ minus: constant < 0n, value: { kind: "integer", value: absolute(constant) } });
  return joinTerms(signed);
}

function extractRemainders(value: Expr): { remainders: SignedNotation[]; rest: Count } {
  const remainders: SignedNotation[] = [];
  let rest: Count = value;
  while (typeof rest !== "bigint") {
    const found = findRemainder(rest);
    if (found === undefined) break;
    rest = found.rest;
    remainders.push({ minus: found.coefficient < 0n, value: remainderNotation(found) });
  }
  return { remainders, rest };
}

/** c·(n mod d); as much of c goes inside as clears the denominator of a symbol assumed to be a multiple. */
function remainderNotation({ coefficient, numerator, divisor }: Remainder): Notation {
  const denominator = typeof numerator === "bigint" ? 1n : unscale(numerator).denominator;
  const inside = gcdBig(coefficient, denominator);
  const left = notationOf(scaleCount(numerator, inside));
  const right = notationOf(divisor * inside);
  return productNotation(absolute(coefficient) / inside, [{ kind: "modulo", left, right }]);
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/** A sum that opens with a positive term where there is one. */
function joinTerms(terms: readonly SignedNotation[]): Notation {
  const opening = terms.find(({ minus }) => !minus);
  const ordered = opening === undefined ? terms : [opening, ...terms.filter((term) => term !== opening)];
  const [only] = ordered;
  if (only !== undefined && ordered.length === 1 && !only.minus) return only.value;
  return { kind: "sum", terms: ordered };
}

function signedTerm(coefficient: bigint, monomial: Monomial): SignedNotation {
  const parts = monomial.powers.map(({ atom, power }) => powerNotation(atomNotation(atom), power));
  return { minus: coefficient < 0n, value: productNotation(absolute(coefficient), parts) };
}

function atomNotation(atom: Atom): Notation {
  const { shape } = atom;
  switch (shape.kind) {
    case "symbol":
      return { kind: "name", name: shape.name };
    case "floor":
      return { kind: "rounded", direction: "floor", value: quotientNotation(shape) };
    case "min":
    case "max":
    case "broadcast":
      return { kind: "call", name: shape.kind, args: shape.args.map(notationOf) };
    case "opaque":
      if (shape.print !== undefined) return { kind: "verbatim", text: shape.print(shape.args.map((arg) => text(arg))) };
      return { kind: "call", name: shape.name, args: shape.args.map(notationOf) };
  }
}

function quotientNotation({ numerator, divisor }: FloorShape): Notation {
  const top = typeof numerator === "bigint" ? { numerator, denominator: 1n } : unscale(numerator);
  const bottom = typeof divisor === "bigint" ? { numerator: divisor, denominator: 1n } : unscale(divisor);
  const above = scaleCount(top.numerator, bottom.denominator);
  const below = scaleCount(bottom.numerator, top.denominator);
  const common = gcdBig(contentOf(above), contentOf(below));
  return {
    kind: "quotient",
    numerator: notationOf(divideContent(above, common)),
    denominator: notationOf(divideContent(below, common)),
  };
}

function divideContent(value: Count, divisor: bigint): Count {
  if (typeof value === "bigint") return value / divisor;
  return value.scope.internTerms(
    value.terms.map(({ monomial, coefficient }) => ({ monomial, coefficient: coefficient / divisor })),
  );
}

/** 16·k is H/2 where H = 32·k; a constant that does not divide puts all over one denominator. */
function fractionNotation(numerator: Count, denominator: bigint): Notation {
  const whole: Notation = { kind: "integer", value: denominator };
  if (typeof numerator === "bigint" || constantOf(numerator) % denominator !== 0n)
    return { kind: "quotient", numerator: notationOf(numerator), denominator: whole };
  const terms = numerator.terms.map(({ monomial, coefficient }): SignedNotation => {
    const common = gcdBig(coefficient, denominator);
    const above = signedTerm(absolute(coefficient) / common, monomial).value;
    const below = denominator / common;
    const value: Notation =
      below === 1n ? above : { kind: "quotient", numerator: above, denominator: { kind: "integer", value: below } };
    return { minus: coefficient < 0n, value };
  });
  return joinTerms(terms);
}

function isScaled(value: Expr): boolean {
  return value.terms.some(({ monomial }) =>
    monomial.powers.some(({ atom }) => atom.shape.kind === "symbol" && atom.shape.scale !== 1n),
  );
}

/** The value in terms of the names themselves: k = (H - r)/32 put in for a symbol assumed to be 32·k + r. */
function unscale(value: Expr): { numerator: Count; denominator: bigint } {
  const table = value.scope;
  const scaled = new Map<Atom, number>();
  for (const { monomial } of value.terms)
    for (const { atom, power } of monomial.powers)
      if (atom.shape.kind === "symbol" && atom.shape.scale !== 1n)
        scaled.set(atom, Math.max(power, scaled.get(atom) ?? 0));
  if (scaled.size === 0) return { numerator: value, denominator: 1n };
  let denominator = 1n;
  for (const [{ shape }, power] of scaled) if (shape.kind === "symbol") denominator *= shape.scale ** BigInt(power);
  const parts = value.terms.map(({ monomial, coefficient }): Count => {
    let part: Count = coefficient * denominator;
    const others: typeof monomial.powers = monomial.powers.filter(({ atom }) => !scaled.has(atom));
    for (const { atom, power } of monomial.powers) {
      if (!scaled.has(atom) || atom.shape.kind !== "symbol") continue;
      const { name, scale, offset, range, origin } = atom.shape;
      const plain = table.internAtom(JSON.stringify(name), 0, () => ({
        kind: "symbol",
        name,
        scale: 1n,
        offset: 0n,
        range: {
          min: range.min === undefined ? undefined : range.min * scale + offset,
          max: range.max === undefined ? undefined : range.max * scale + offset,
        },
        origin,
      }));
      part = multiplyCounts(part, powerOf(addCounts([table.ofAtom(plain), -offset]), power));
      part = divideContent(part, scale ** BigInt(power));
    }
    const sum: Sum = new Map();
    addScaled(table, sum, part, 1n, table.internMonomial(others));
    return finishSum(table, sum);
  });
  const numerator = addCounts(parts);
  const common = gcdBig(contentOf(numerator), denominator);
  return { numerator: divideContent(numerator, common), denominator: denominator / common };
}

interface Remainder {
  readonly coefficient: bigint;
  readonly numerator: Count;
  readonly divisor: bigint;
  readonly rest: Count;
}

/** A floor term that together with others is a remainder, where the text gets shorter by it. */
function findRemainder(value: Expr): Remainder | undefined {
  const table = value.scope;
  for (const { monomial, coefficient } of value.terms) {
    const [only] = monomial.powers;
    if (monomial.degree !== 1 || only === undefined || only.atom.shape.kind !== "floor") continue;
    let shape = only.atom.shape;
    const { divisor } = shape;
    if (typeof divisor !== "bigint" || coefficient % divisor !== 0n) continue;
    let rest: Count = combine(1n, value, -coefficient, table.ofAtom(only.atom));
    let factor = -coefficient / divisor;
    const family = only.atom.family;
    if (divisor === 2n && family !== undefined) {
      // The normal form may hold the other half: floor((y - 1)/2) = y - 1 - floor(y/2).
      const other = family.member(1n - only.atom.position).shape;
      if (coefficient > 0n && other.kind === "floor") {
        rest = combine(1n, rest, coefficient, family.total);
        factor = coefficient / divisor;
        shape = other;
      }
    }
    rest = subtractCounts(rest, scaleCount(shape.numerator, factor));
    const left = typeof rest === "bigint" ? (rest === 0n ? 0 : 1) : rest.terms.length;
    if (left + 1 >= value.terms.length) continue;
    // Any constant with the same residue will do; the one nearest to 0 is shortest.
    const constant = constantOf(shape.numerator);
    const near = constant - divisor * -floorBig(divisor - 2n * constant, 2n * divisor);
    const numerator = addCounts([shape.numerator, near - constant]);
    return { coefficient: factor, numerator, divisor, rest };
  }
  return undefined;
}
