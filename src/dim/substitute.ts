/** Replaces the symbols of an expression by numbers or by other expressions. */

import { countOf, dimOf } from "./arithmetic.js";
import { opaqueValue } from "./atoms.js";
import { AssumptionViolated } from "./errors.js";
import type { Atom, Count, Dim } from "./expression.js";
import { broadcastOf, extremumOf } from "./extremum.js";
import { floorQuotient } from "./floor-division.js";
import { addCounts, multiplyCounts, powerOf, subtractCounts } from "./polynomial.js";

/** What replaces a symbol, by its name. */
export type Bindings = Readonly<Record<string, Dim>>;

/**
 * The dimension with symbols replaced by numbers or by expressions of the same scope.
 * A number that contradicts an assumption (`H % 32 == 0` and 33) throws `AssumptionViolated`; an expression in the place
 * of such a symbol is taken to keep it.
 */
export function substitute(dim: Dim, bindings: Bindings): Dim {
  return typeof dim === "number" ? dim : dimOf(replaced(dim, bindings, new Map()));
}

function replaced(count: Count, bindings: Bindings, known: Map<Atom, Count>): Count {
  if (typeof count === "bigint") return count;
  const parts: Count[] = [];
  for (const { monomial, coefficient } of count.terms) {
    let part: Count = coefficient;
    for (const { atom, power } of monomial.powers) {
      let value = known.get(atom);
      if (value === undefined) {
        value = replacedAtom(atom, count, bindings, known);
        known.set(atom, value);
      }
      part = multiplyCounts(part, powerOf(value, power));
    }
    parts.push(part);
  }
  return addCounts(parts);
}

function replacedAtom(atom: Atom, within: Exclude<Count, bigint>, bindings: Bindings, known: Map<Atom, Count>): Count {
  const { shape } = atom;
  const replace = (value: Count): Count => replaced(value, bindings, known);
  switch (shape.kind) {
    case "symbol": {
      const binding = Object.hasOwn(bindings, shape.name) ? bindings[shape.name] : undefined;
      if (binding === undefined) return within.scope.ofAtom(atom);
      const moved = subtractCounts(countOf(binding), shape.offset);
      if (typeof moved === "bigint" && moved % shape.scale !== 0n)
        throw new AssumptionViolated(shape.name, `${binding} mod ${shape.scale} is not ${shape.offset}`);
      return floorQuotient(moved, shape.scale);
    }
    case "floor":
      return floorQuotient(replace(shape.numerator), replace(shape.divisor));
    case "min":
    case "max":
      return extremumOf(shape.kind, shape.args.map(replace));
    case "broadcast":
      return shape.args.map(replace).reduce(broadcastOf);
    case "opaque":
      return opaqueValue(within.scope, { ...shape, args: shape.args.map(replace) });
  }
}
