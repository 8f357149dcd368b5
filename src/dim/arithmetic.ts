/** Arithmetic of dimensions: known integers at the cost of a check, expressions memoised by their operands. */

import { DimensionOverflow, DivisionByZero, type Operand } from "./errors.js";
import type { Count, Dim, Expr } from "./expression.js";
import { broadcastOf, extremumOf } from "./extremum.js";
import { floorQuotient } from "./floor-division.js";
import { Memo } from "./memo.js";
import { addCounts, multiplyCounts, scaleCount, scopeOf, subtractCounts } from "./polynomial.js";
import { text } from "./text.js";

type Rule = (a: Count, b: Count) => Count;

/** One symbolic operation: the place of its memo tables in an expression, and its rule. */
interface Operation {
  readonly name: string;
  /** Where the left operand is an expression. */
  readonly slot: number;
  /** Where only the right one is; the same as `slot` for a commutative operation. */
  readonly rightSlot: number;
  readonly rule: Rule;
}

const ceilRule: Rule = (a, b) => scaleCount(floorQuotient(scaleCount(a, -1n), b), -1n);
const modRule: Rule = (a, b) => subtractCounts(a, multiplyCounts(b, floorQuotient(a, b)));

const ADD: Operation = { name: "add", slot: 0, rightSlot: 0, rule: (a, b) => addCounts([a, b]) };
const MUL: Operation = { name: "mul", slot: 1, rightSlot: 1, rule: multiplyCounts };
const MIN: Operation = { name: "min", slot: 2, rightSlot: 2, rule: (a, b) => extremumOf("min", [a, b]) };
const MAX: Operation = { name: "max", slot: 3, rightSlot: 3, rule: (a, b) => extremumOf("max", [a, b]) };
const BROADCAST: Operation = { name: "broadcast", slot: 4, rightSlot: 4, rule: broadcastOf };
const SUB: Operation = { name: "sub", slot: 5, rightSlot: 6, rule: subtractCounts };
const FLOOR: Operation = { name: "floorDiv", slot: 7, rightSlot: 8, rule: floorQuotient };
const CEIL: Operation = { name: "ceilDiv", slot: 9, rightSlot: 10, rule: ceilRule };
const MOD: Operation = { name: "mod", slot: 11, rightSlot: 12, rule: modRule };

/** a + b. Throws `DimensionOverflow` where known integers leave the safe range. */
export function add(a: Dim, b: Dim): Dim {
  if (typeof a !== "number" || typeof b !== "number") return a === 0 ? b : b === 0 ? a : operate(ADD, a, b);
  const result = a + b;
  return Number.isSafeInteger(result) ? result : refuse("add", a, b);
}

/** a - b. Throws `DimensionOverflow`. */
export function sub(a: Dim, b: Dim): Dim {
  if (typeof a !== "number" || typeof b !== "number") return b === 0 ? a : operate(SUB, a, b);
  const result = a - b;
  return Number.isSafeInteger(result) ? result : refuse("sub", a, b);
}

/** a·b. Throws `DimensionOverflow`. */
export function mul(a: Dim, b: Dim): Dim {
  if (typeof a !== "number" || typeof b !== "number") return a === 1 ? b : b === 1 ? a : operate(MUL, a, b);
  const result = a * b;
  // + 0 turns -0 into 0
  return Number.isSafeInteger(result) ? result + 0 : refuse("mul", a, b);
}

/** -a. */
export function neg(a: Dim): Dim {
  return sub(0, a);
}

/** The greatest integer at most a/b, for b of either sign. Throws `DivisionByZero`. */
export function floorDiv(a: Dim, b: Dim): Dim {
  if (typeof a !== "number" || typeof b !== "number") return b === 1 ? a : operate(FLOOR, a, b);
  if (b === 0) throw new DivisionByZero("floorDiv", [a, b]);
  // Exact: a quotient of safe integers is never rounded up to the next integer.
  const result = Math.floor(a / b);
  return Number.isSafeInteger(result) ? result + 0 : refuse("floorDiv", a, b);
}

/** The least integer at least a/b, for b of either sign. Throws `DivisionByZero`. */
export function ceilDiv(a: Dim, b: Dim): Dim {
  if (typeof a !== "number" || typeof b !== "number") return b === 1 ? a : operate(CEIL, a, b);
  if (b === 0) throw new DivisionByZero("ceilDiv", [a, b]);
  const result = Math.ceil(a / b);
  return Number.isSafeInteger(result) ? result + 0 : refuse("ceilDiv", a, b);
}

/** a - b·floor(a/b): the remainder with the sign of the divisor. Throws `DivisionByZero`. */
export function mod(a: Dim, b: Dim): Dim {
  if (typeof a !== "number" || typeof b !== "number") return operate(MOD, a, b);
  if (b === 0) throw new DivisionByZero("mod", [a, b]);
  const rest = a % b;
  const result = rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0;
  return Number.isSafeInteger(result) ? result : refuse("mod", a, b);
}

export function min(a: Dim, b: Dim): Dim {
  return typeof a === "number" && typeof b === "number" ? Math.min(a, b) : operate(MIN, a, b);
}

export function max(a: Dim, b: Dim): Dim {
  return typeof a === "number" && typeof b === "number" ? Math.max(a, b) : operate(MAX, a, b);
}

/** The common size of two axes: equal, or one of them is 1. Throws `BroadcastConflict` for known sizes that conflict. */
export function broadcastDim(a: Dim, b: Dim): Dim {
  if (a === b) return a;
  if (typeof a !== "number" || typeof b !== "number") return operate(BROADCAST, a, b);
  return toDim(broadcastOf(BigInt(a), BigInt(b)), "broadcast", []);
}

/** The sum of all; 0 for none. */
export function sum(dims: readonly Dim[]): Dim {
  let total: Dim = 0;
  for (const dim of dims) total = add(total, dim);
  return total;
}

/** The product of all; 1 for none. */
export function product(dims: readonly Dim[]): Dim {
  let total: Dim = 1;
  for (const dim of dims) total = mul(total, dim);
  return total;
}

/** The exact count of a dimension, for totals beyond 2^53. */
export function countOf(dim: Dim): Count {
  return typeof dim === "number" ? toCount(dim) : dim;
}

export function addCount(a: Count, b: Count): Count {
  if (typeof a === "bigint") return typeof b === "bigint" ? a + b : a === 0n ? b : operateCount(ADD, a, b);
  return b === 0n ? a : operateCount(ADD, a, b);
}

export function subCount(a: Count, b: Count): Count {
  return typeof a === "bigint" && typeof b === "bigint" ? a - b : subtractCounts(a, b);
}

export function mulCount(a: Count, b: Count): Count {
  return typeof a === "bigint" && typeof b === "bigint" ? a * b : operateCount(MUL, a, b);
}

export function maxCount(a: Count, b: Count): Count {
  return typeof a === "bigint" && typeof b === "bigint" ? (a > b ? a : b) : extremumOf("max", [a, b]);
}

/** The sum of all; 0 for none. */
export function sumCounts(counts: readonly Count[]): Count {
  return addCounts(counts);
}

/** The exact product of dimensions; 1 for none. */
export function productCount(dims: readonly Dim[]): Count {
  // What is known first: of the expressions in between, fewer are new. Numbers multiply faster than bigints.
  let known = 1n;
  let small = 1;
  for (const dim of dims) {
    if (typeof dim !== "number") continue;
    if (small * dim <= Number.MAX_SAFE_INTEGER) small *= dim;
    else {
      known *= toCount(small);
      small = dim;
    }
  }
  known *= toCount(small);
  let result: Count = known;
  for (const dim of dims) if (typeof dim !== "number") result = mulCount(result, dim);
  return result;
}

/** A count as a dimension. Throws `DimensionOverflow` beyond the safe integers. */
export function dimOf(count: Count): Dim {
  return toDim(count, "dimOf", [typeof count === "bigint" ? count : text(count)]);
}

function operate(operation: Operation, a: Dim, b: Dim): Dim {
  let key: Expr;
  let other: Dim;
  let slot = operation.slot;
  if (typeof a !== "number") {
    const swap = slot === operation.rightSlot && typeof b !== "number" && b.id < a.id;
    key = swap ? b : a;
    other = swap ? a : b;
  } else if (typeof b !== "number") {
    key = b;
    other = a;
    slot = operation.rightSlot;
  } else throw new TypeError(`${operation.name} of two numbers has its own path`);
  const known = key.memo?.get(slot, other);
  if (known !== undefined) return known;
  const left = countOf(a);
  const right = countOf(b);
  scopeOf([left, right]);
  const exact = operation.rule(left, right);
  const result = typeof exact === "bigint" ? toDim(exact, operation.name, [text(a), text(b)]) : exact;
  remember(key, slot, other, result);
  return result;
}

/** A memoised operation on counts; only expressions as results are remembered, an exact constant may be no dimension. */
function operateCount(operation: Operation, a: Count, b: Count): Count {
  if (typeof a === "bigint" || typeof b === "bigint") return operation.rule(a, b);
  const key = b.id < a.id ? b : a;
  const other = key === a ? b : a;
  const known = key.memo?.get(operation.slot, other);
  if (known !== undefined) return countOf(known);
  const exact = operation.rule(a, b);
  if (typeof exact === "object") remember(key, operation.slot, other, exact);
  return exact;
}

function remember(key: Expr, slot: number, other: Dim, result: Dim): void {
  key.memo ??= new Memo();
  key.memo.set(slot, other, result);
}

function toCount(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw new DimensionOverflow("countOf", [value]);
  return BigInt(value);
}

function toDim(count: Count, operation: string, operands: readonly Operand[]): Dim {
  if (typeof count !== "bigint") return count;
  const value = Number(count);
  if (!Number.isSafeInteger(value)) throw new DimensionOverflow(operation, operands);
  return value;
}

function refuse(operation: string, a: number, b: number): never {
  throw new DimensionOverflow(operation, [a, b]);
}
