/** The operations a shape rule is written in: one rule serves numbers, symbols and printed derivations. */

import { add, ceilDiv, floorDiv, max, min, mul, sub } from "./arithmetic.js";
import type { Dim } from "./expression.js";

/** Write a rule as `<D>(a: Algebra<D>, ...) => D` and call it with `dims` or `derivations`. */
export interface Algebra<D> {
  /** The dimension as an operand. */
  of(dim: Dim): D;
  /** The value of an operand. */
  dim(operand: D): Dim;
  add(a: D, b: D): D;
  sub(a: D, b: D): D;
  mul(a: D, b: D): D;
  floorDiv(a: D, b: D): D;
  ceilDiv(a: D, b: D): D;
  min(a: D, b: D): D;
  max(a: D, b: D): D;
}

/** The algebra of dimensions themselves. */
export const dims: Algebra<Dim> = {
  of: (dim) => dim,
  dim: (operand) => operand,
  add,
  sub,
  mul,
  floorDiv,
  ceilDiv,
  min,
  max,
};
