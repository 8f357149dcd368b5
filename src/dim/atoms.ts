/** Builds the atoms of floor division, min, max and broadcast, with the families that relate them. */

import {
  type Atom,
  type Count,
  constantOf,
  depthOf,
  type ExpressionTable,
  type Family,
  keyOf,
  type OpaqueShape,
} from "./expression.js";
import { addCounts } from "./polynomial.js";

/** floor(numerator / divisor), as it stands: whoever calls has normalised both. */
export function floorAtom(table: ExpressionTable, numerator: Count, divisor: Count): Atom {
  const key = `floor(${keyOf(numerator)}/${keyOf(divisor)})`;
  const depth = 1 + Math.max(depthOf(numerator), depthOf(divisor));
  return table.internAtom(
    key,
    depth,
    () => ({ kind: "floor", numerator, divisor }),
    (atom) => {
      if (typeof divisor !== "bigint") return;
      const shift = -constantOf(numerator);
      if (shift < 0n || shift >= divisor) return;
      atom.position = shift;
      atom.family = floorFamily(table, addCounts([numerator, shift]), divisor);
    },
  );
}

/** Hermite's identity: floor(y/d) + floor((y - 1)/d) + ... + floor((y - d + 1)/d) = y - d + 1. */
function floorFamily(table: ExpressionTable, base: Count, divisor: bigint): Family {
  return table.internFamily(`floor(${keyOf(base)}/${divisor})`, () => ({
    size: divisor,
    total: addCounts([base, 1n - divisor]),
    member: (position) => floorAtom(table, addCounts([base, -position]), divisor),
  }));
}

/** min, max or broadcast of sorted arguments, as they stand. */
export function choiceAtom(table: ExpressionTable, kind: "min" | "max" | "broadcast", args: readonly Count[]): Atom {
  const keys = args.map(keyOf).join(",");
  const depth = 1 + Math.max(...args.map(depthOf));
  return table.internAtom(
    `${kind}(${keys})`,
    depth,
    () => ({ kind, args }),
    (atom) => {
      if (kind === "broadcast" || args.length !== 2) return;
      atom.position = kind === "min" ? 0n : 1n;
      atom.family = table.internFamily(`choice(${keys})`, () => ({
        size: 2n,
        total: addCounts(args),
        member: (position) => choiceAtom(table, position === 0n ? "min" : "max", args),
      }));
    },
  );
}

/** The value of an opaque rule: computed where all arguments are known, otherwise an atom. */
export function opaqueValue(table: ExpressionTable, shape: OpaqueShape): Count {
  const known = shape.args.filter((arg) => typeof arg === "bigint");
  if (known.length === shape.args.length) return BigInt(shape.evaluate(known.map(Number)));
  const key = `${JSON.stringify(shape.name)}(${shape.args.map(keyOf).join(",")})`;
  const depth = 1 + Math.max(0, ...shape.args.map(depthOf));
  return table.ofAtom(table.internAtom(key, depth, () => shape));
}
