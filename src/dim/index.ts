/** Whole numbers, known or symbolic: arithmetic, exact counts, bounds, constraints and their printing. */

export { type Algebra, dims } from "./algebra.js";
export {
  add,
  addCount,
  broadcastDim,
  ceilDiv,
  countOf,
  dimOf,
  floorDiv,
  max,
  maxCount,
  min,
  mod,
  mul,
  mulCount,
  neg,
  product,
  productCount,
  sub,
  subCount,
  sum,
  sumCounts,
} from "./arithmetic.js";
export { bounds, isAtLeast, isDivisible, isEqual } from "./comparison.js";
export {
  type Constraint,
  constraintText,
  decide,
  holds,
  type Relation,
  relationText,
  symbolsOfConstraint,
} from "./constraint.js";
export {
  ConstraintLog,
  requireAtLeast,
  requireBroadcast,
  requireDivisible,
  requireEqual,
} from "./constraint-log.js";
export {
  type Derivation,
  derivations,
  derivationTex,
  derivationText,
  expressionText,
  named,
} from "./derivation.js";
export {
  AssumptionViolated,
  BroadcastConflict,
  DimensionError,
  DimensionOverflow,
  DimensionTooComplex,
  DivisionByZero,
  UnboundSymbol,
} from "./errors.js";
export { evaluate, evaluateCount, type Sizes, symbolsOf } from "./evaluate.js";
export { type Count, type Dim, Expr, LIMITS } from "./expression.js";
export {
  type Factor,
  type Formula,
  type FormulaOptions,
  type Product,
  printFormula,
  texFormula,
  totalOf,
} from "./formula.js";
export { groupDigits, type TextOptions } from "./notation.js";
export { type Assumption, Scope } from "./scope.js";
export { type SizeSet, type SolveOptions, solveSizes } from "./size-set.js";
export { substitute } from "./substitute.js";
export { tex } from "./tex.js";
export { text } from "./text.js";
