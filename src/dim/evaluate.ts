/** The value of an expression at given sizes, and the names of its symbols. */

import { AssumptionViolated, BroadcastConflict, DimensionOverflow, DivisionByZero, UnboundSymbol } from "./errors.js";
import type { Atom, Count, Dim } from "./expression.js";
import { floorBig } from "./polynomial.js";

/** Sizes by symbol name. */
export type Sizes = Readonly<Record<string, number>>;

/**
 * The size of a dimension. Throws `UnboundSymbol`, `AssumptionViolated` (a size that contradicts `H % 32 == 0`),
 * `DivisionByZero`, `BroadcastConflict` or `DimensionOverflow`.
 */
export function evaluate(dim: Dim, sizes: Sizes): number {
  if (typeof dim === "number") return dim;
  const exact = evaluateCount(dim, sizes);
  const value = Number(exact);
  if (!Number.isSafeInteger(value)) throw new DimensionOverflow("evaluate", [exact]);
  return value;
}

/** The exact value of a count at given sizes; throws like `evaluate`, except for the overflow. */
export function evaluateCount(count: Count | Dim, sizes: Sizes): bigint {
  if (typeof count === "number") return BigInt(count);
  return exactValue(count, sizes, new Map());
}

function exactValue(count: Count, sizes: Sizes, known: Map<Atom, bigint>): bigint {
  if (typeof count === "bigint") return count;
  let total = 0n;
  for (const { monomial, coefficient } of count.terms) {
    let part = coefficient;
    for (const { atom, power } of monomial.powers) {
      let value = known.get(atom);
      if (value === undefined) {
        value = atomValue(atom, sizes, known);
        known.set(atom, value);
      }
      part *= power === 1 ? value : value ** BigInt(power);
    }
    total += part;
  }
  return total;
}

function atomValue({ shape }: Atom, sizes: Sizes, known: Map<Atom, bigint>): bigint {
  switch (shape.kind) {
    case "symbol": {
      const size = Object.hasOwn(sizes, shape.name) ? sizes[shape.name] : undefined;
      if (size === undefined) throw new UnboundSymbol(shape.name);
      if (!Number.isSafeInteger(size)) throw new DimensionOverflow("evaluate", [size]);
      if (shape.scale === 1n) return BigInt(size);
      const moved = BigInt(size) - shape.offset;
      if (moved % shape.scale !== 0n)
        throw new AssumptionViolated(shape.name, `${size} mod ${shape.scale} is not ${shape.offset}`);
      return moved / shape.scale;
    }
    case "floor": {
      const divisor = exactValue(shape.divisor, sizes, known);
      const numerator = exactValue(shape.numerator, sizes, known);
      if (divisor === 0n) throw new DivisionByZero("floorDiv", [numerator, divisor]);
      return floorBig(numerator, divisor);
    }
    case "min":
    case "max": {
      const values = shape.args.map((arg) => exactValue(arg, sizes, known));
      return values.reduce((a, b) => (a < b === (shape.kind === "min") ? a : b));
    }
    case "broadcast": {
      const values = shape.args.map((arg) => exactValue(arg, sizes, known));
      return values.reduce((a, b) => {
        if (a === b || b === 1n) return a;
        if (a === 1n) return b;
        throw new BroadcastConflict(a, b);
      });
    }
    case "opaque": {
      const args = shape.args.map((arg) => Number(exactValue(arg, sizes, known)));
      return BigInt(shape.evaluate(args));
    }
  }
}

/** The names of the symbols in it, sorted. */
export function symbolsOf(value: Dim | Count): readonly string[] {
  if (typeof value !== "object") return [];
  if (value.names !== undefined) return value.names;
  const names = new Set<string>();
  for (const { monomial } of value.terms)
    for (const { atom } of monomial.powers) for (const name of namesOfAtom(atom)) names.add(name);
  value.names = [...names].sort();
  return value.names;
}

function namesOfAtom({ shape }: Atom): readonly string[] {
  if (shape.kind === "symbol") return [shape.name];
  const parts = shape.kind === "floor" ? [shape.numerator, shape.divisor] : shape.args;
  return parts.flatMap((part) => symbolsOf(part));
}
