/** The scope of one model: its symbols with their assumptions, and the tables its expressions live in. */

import { dimOf } from "./arithmetic.js";
import { opaqueValue } from "./atoms.js";
import { AssumptionViolated } from "./errors.js";
import { type Count, type Dim, ExpressionTable, type Range } from "./expression.js";
import { addCounts, ceilBig, floorBig, gcdBig, scaleCount } from "./polynomial.js";

/** What a user promises about a symbol: `H % 32 == 0` is { symbol: "H", multipleOf: 32 }. */
export interface Assumption {
  readonly symbol: string;
  readonly multipleOf?: number;
  /** With `multipleOf`: the remainder; 0 by default. */
  readonly remainder?: number;
  readonly min?: number;
  readonly max?: number;
  readonly equals?: number;
}

export interface SymbolOptions {
  /** The least size; 1 by default. */
  readonly min?: number;
  readonly max?: number;
  /** Where the symbol was born, for reports. */
  readonly origin?: unknown;
}

export interface OpaqueOptions {
  readonly min?: number;
  readonly max?: number;
  /** The text, given the texts of the arguments; by default `name(a, b)`. */
  readonly print?: (args: readonly string[]) => string;
}

interface SymbolEntry {
  readonly dim: Dim;
  readonly origin: unknown;
}

interface Facts {
  min: bigint | undefined;
  max: bigint | undefined;
  modulus: bigint;
  remainder: bigint;
}

/** One for each model: expressions of different scopes do not mix, and their memory goes with the scope. */
export class Scope extends ExpressionTable {
  readonly #symbols = new Map<string, SymbolEntry>();
  readonly #facts = new Map<string, Facts>();

  /** Throws `AssumptionViolated` where the assumptions contradict each other. */
  constructor(assumptions: readonly Assumption[] = []) {
    super();
    for (const assumption of assumptions) this.#assume(assumption);
  }

  /**
   * The dimension of this name: an expression, or a number where the assumptions leave one value.
   * The first call decides the bounds. Throws `AssumptionViolated` where they leave no value.
   */
  symbol(name: string, options: SymbolOptions = {}): Dim {
    const known = this.#symbols.get(name);
    if (known !== undefined) return known.dim;
    const dim = this.#create(name, options);
    this.#symbols.set(name, { dim, origin: options.origin });
    return dim;
  }

  /** The names asked for so far, in order. */
  get symbols(): readonly string[] {
    return [...this.#symbols.keys()];
  }

  /** Where a symbol was born, as its first request said. */
  originOf(name: string): unknown {
    return this.#symbols.get(name)?.origin;
  }

  /** A value that only its own rule can compute, such as float32 rounding; computed at once where all arguments are known. */
  opaque(
    name: string,
    args: readonly Dim[],
    evaluate: (args: readonly number[]) => number | bigint,
    options: OpaqueOptions = {},
  ): Dim {
    const counts: Count[] = args.map((arg) => (typeof arg === "number" ? BigInt(arg) : arg));
    const range = toRange(options.min, options.max);
    return dimOf(opaqueValue(this, { kind: "opaque", name, args: counts, range, evaluate, print: options.print }));
  }

  #assume(assumption: Assumption): void {
    const { symbol, multipleOf, remainder = 0, equals } = assumption;
    const facts = this.#facts.get(symbol) ?? { min: undefined, max: undefined, modulus: 1n, remainder: 0n };
    this.#facts.set(symbol, facts);
    const { min, max } = toRange(assumption.min, assumption.max);
    raise(facts, min, max);
    if (equals !== undefined) raise(facts, BigInt(equals), BigInt(equals));
    if (multipleOf === undefined) return;
    if (!Number.isSafeInteger(multipleOf) || multipleOf < 1)
      throw new AssumptionViolated(symbol, `${multipleOf} is no divisor`);
    const joined = joinCongruences(facts, { modulus: BigInt(multipleOf), remainder: BigInt(remainder) });
    if (joined === undefined) throw new AssumptionViolated(symbol, "the assumed remainders contradict each other");
    facts.modulus = joined.modulus;
    facts.remainder = joined.remainder;
  }

  #create(name: string, options: SymbolOptions): Dim {
    const facts = this.#facts.get(name);
    const bounds: Facts = {
      min: BigInt(options.min ?? 1),
      max: options.max === undefined ? undefined : BigInt(options.max),
      modulus: facts?.modulus ?? 1n,
      remainder: facts?.remainder ?? 0n,
    };
    // The atom stands for (name - offset)/scale.
    const { modulus: scale, remainder: offset } = bounds;
    // What was assumed replaces the default least size, and may only narrow a given one.
    if (options.min === undefined && facts?.max !== undefined && facts.max < 1n) bounds.min = facts.min ?? 0n;
    raise(bounds, facts?.min, facts?.max);
    const least = bounds.min === undefined ? undefined : ceilBig(bounds.min - offset, scale);
    const most = bounds.max === undefined ? undefined : floorBig(bounds.max - offset, scale);
    if (least !== undefined && most !== undefined && least > most)
      throw new AssumptionViolated(name, "no size meets what is assumed");
    if (least !== undefined && least === most) return dimOf(least * scale + offset);
    const range: Range = { min: least, max: most };
    const quoted = JSON.stringify(name);
    const key = scale === 1n ? quoted : `${quoted}%${scale}=${offset}`;
    const atom = this.internAtom(key, 0, () => ({
      kind: "symbol",
      name,
      scale,
      offset,
      range,
      origin: options.origin,
    }));
    return dimOf(addCounts([scaleCount(this.ofAtom(atom), scale), offset]));
  }
}

function toRange(min: number | undefined, max: number | undefined): Range {
  return {
    min: min === undefined ? undefined : BigInt(min),
    max: max === undefined ? undefined : BigInt(max),
  };
}

function raise(facts: Facts, min: bigint | undefined, max: bigint | undefined): void {
  if (min !== undefined && (facts.min === undefined || min > facts.min)) facts.min = min;
  if (max !== undefined && (facts.max === undefined || max < facts.max)) facts.max = max;
}

/** Both x = r (mod m) at once, by the Chinese remainder theorem; undefined where they contradict each other. */
function joinCongruences(
  a: { modulus: bigint; remainder: bigint },
  b: { modulus: bigint; remainder: bigint },
): { modulus: bigint; remainder: bigint } | undefined {
  const common = gcdBig(a.modulus, b.modulus);
  if ((a.remainder - b.remainder) % common !== 0n) return undefined;
  const step = a.modulus;
  const modulus = (a.modulus / common) * b.modulus;
  const inverse = invert(step / common, b.modulus / common);
  const times = (((b.remainder - a.remainder) / common) * inverse) % (b.modulus / common);
  const remainder = a.remainder + step * times;
  return { modulus, remainder: ((remainder % modulus) + modulus) % modulus };
}

/** The inverse of a modulo m, for coprime a and m (extended Euclid). */
function invert(a: bigint, m: bigint): bigint {
  let [r0, r1] = [((a % m) + m) % m, m];
  let [s0, s1] = [1n, 0n];
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1] = [r1, r0 - quotient * r1];
    [s0, s1] = [s1, s0 - quotient * s1];
  }
  return s0;
}
