/** The scalar functions of known values, by name: each operator's table row points at one. */
import {
  add,
  type Dim,
  floorDiv,
  isAtLeast,
  isDivisible,
  isEqual,
  max,
  min,
  mod,
  mul,
  neg,
  sub,
} from "../dim/index.js";
import { roundHalfEven, type ScalarFunction } from "./scalar.js";

type Two<T, R> = (a: T, b: T) => R;

/** Readings of a function of two elements (see {@link ScalarFunction}). */
interface Binary {
  readonly number?: Two<number, number | boolean>;
  readonly integer?: Two<number, number | boolean>;
  readonly bigint?: Two<bigint, bigint | boolean | undefined>;
  readonly symbol?: Two<Dim, Dim | boolean | undefined>;
  readonly boolean?: Two<boolean, boolean>;
  readonly string?: Two<string, boolean>;
}

function spread<T, R>(reading: Two<T, R>): (...args: readonly T[]) => R {
  return (...args) => reading(args[0] as T, args[1] as T);
}

/** Readings of two arguments as readings of an argument list. */
function ofTwo({ number, integer, bigint, symbol, boolean, string }: Binary): ScalarFunction {
  return {
    ...(number && { number: spread(number) }),
    ...(integer && { integer: spread(integer) }),
    ...(bigint && { bigint: spread(bigint) }),
    ...(symbol && { symbol: spread(symbol) }),
    ...(boolean && { boolean: spread(boolean) }),
    ...(string && { string: spread(string) }),
  };
}

/** Truncation and floor agree only where both signs are decided. */
function symbolicQuotient(a: Dim, b: Dim): Dim | undefined {
  return isAtLeast(a, 0) && isAtLeast(b, 1) ? floorDiv(a, b) : undefined;
}

/** a/b as a float: a whole number where b divides a. */
function exactQuotient(a: Dim, b: Dim): Dim | undefined {
  return isEqual(b, 0) === false && isDivisible(a, b) ? floorDiv(a, b) : undefined;
}

function symbolicRemainder(a: Dim, b: Dim): Dim | undefined {
  return isAtLeast(b, 1) ? mod(a, b) : undefined;
}

/** Division by zero has no value among integers. */
function unlessZero(rule: Two<number, number>): Two<number, number> {
  return (a, b) => (b === 0 ? Number.NaN : rule(a, b));
}

/** Opposite signs cannot overflow when added. */
function floorRemainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
}

function unlessZeroBig(rule: Two<bigint, bigint>): Two<bigint, bigint | undefined> {
  return (a, b) => (b === 0n ? undefined : rule(a, b));
}

/** Whole powers of a symbol are products; beyond the fourth they are left unknown. */
function symbolicPower(a: Dim, b: Dim): Dim | undefined {
  if (typeof b !== "number" || b < 0 || b > 4) return undefined;
  return Array.from({ length: b }, () => a).reduce<Dim>(mul, 1);
}

function isLess(a: Dim, b: Dim): boolean | undefined {
  return isAtLeast(b, add(a, 1));
}

/** Bits are those of arbitrarily long two's complement numbers, which bigint has. */
function onBits(rule: Two<bigint, bigint>): ScalarFunction {
  return ofTwo({ integer: (a, b) => Number(rule(BigInt(a), BigInt(b))), bigint: rule });
}

/** Functions of two elements. */
export const twoArguments = {
  Add: ofTwo({ number: (a, b) => a + b, bigint: (a, b) => a + b, symbol: add }),
  Sub: ofTwo({ number: (a, b) => a - b, bigint: (a, b) => a - b, symbol: sub }),
  Mul: ofTwo({ number: (a, b) => a * b, bigint: (a, b) => a * b, symbol: mul }),
  /** On floats. */
  Div: ofTwo({ number: (a, b) => a / b, symbol: exactQuotient }),
  /** On integers: towards zero. */
  IntegerDiv: ofTwo({
    integer: unlessZero((a, b) => Math.trunc(a / b)),
    bigint: unlessZeroBig((a, b) => a / b),
    symbol: symbolicQuotient,
  }),
  /** The sign of the divisor (Python's %). */
  Mod: ofTwo({
    integer: unlessZero(floorRemainder),
    bigint: unlessZeroBig((a, b) => ((a % b) + b) % b),
    symbol: symbolicRemainder,
  }),
  /** The sign of the dividend (C's fmod). */
  Fmod: ofTwo({
    number: (a, b) => a % b,
    integer: unlessZero((a, b) => a % b),
    bigint: unlessZeroBig((a, b) => a % b),
    symbol: (a, b) => (isAtLeast(a, 0) ? symbolicRemainder(a, b) : undefined),
  }),
  Pow: ofTwo({ number: (a, b) => a ** b, symbol: symbolicPower }),
  // biome-ignore lint/complexity/useMathMinMax: Math.min takes no bigint.
  Min: ofTwo({ number: Math.min, bigint: (a, b) => (a < b ? a : b), symbol: min, boolean: (a, b) => a && b }),
  // biome-ignore lint/complexity/useMathMinMax: Math.max takes no bigint.
  Max: ofTwo({ number: Math.max, bigint: (a, b) => (a > b ? a : b), symbol: max, boolean: (a, b) => a || b }),
  Equal: ofTwo({
    number: (a, b) => a === b,
    bigint: (a, b) => a === b,
    symbol: isEqual,
    boolean: (a, b) => a === b,
    string: (a, b) => a === b,
  }),
  Less: ofTwo({ number: (a, b) => a < b, bigint: (a, b) => a < b, symbol: isLess }),
  LessOrEqual: ofTwo({ number: (a, b) => a <= b, bigint: (a, b) => a <= b, symbol: (a, b) => isAtLeast(b, a) }),
  Greater: ofTwo({ number: (a, b) => a > b, bigint: (a, b) => a > b, symbol: (a, b) => isLess(b, a) }),
  GreaterOrEqual: ofTwo({ number: (a, b) => a >= b, bigint: (a, b) => a >= b, symbol: isAtLeast }),
  And: ofTwo({ boolean: (a, b) => a && b }),
  Or: ofTwo({ boolean: (a, b) => a || b }),
  Xor: ofTwo({ boolean: (a, b) => a !== b }),
  BitwiseAnd: onBits((a, b) => a & b),
  BitwiseOr: onBits((a, b) => a | b),
  BitwiseXor: onBits((a, b) => a ^ b),
  /** No element type has more than 64 bits: a longer shift leaves none. */
  ShiftLeft: onBits((a, b) => (b < 0n || b > 64n ? 0n : a << b)),
  ShiftRight: onBits((a, b) => (b < 0n || b > 64n ? 0n : a >> b)),
} as const;

type One<T, R> = (a: T) => R;

interface Unary {
  readonly number?: One<number, number | boolean>;
  readonly integer?: One<number, number | boolean>;
  readonly bigint?: One<bigint, bigint | boolean | undefined>;
  readonly symbol?: One<Dim, Dim | boolean | undefined>;
  readonly boolean?: One<boolean, boolean>;
}

/** A function of one element is one of two that looks at the first. */
function ofOne(readings: Unary): ScalarFunction {
  return ofTwo(readings);
}

/** Rounding leaves a whole number as it is. */
function itself<T>(a: T): T {
  return a;
}

/** Functions of one element. */
export const oneArgument = {
  Neg: ofOne({ number: (a) => -a, bigint: (a) => -a, symbol: neg }),
  Abs: ofOne({
    number: Math.abs,
    bigint: (a) => (a < 0n ? -a : a),
    symbol: (a) => (isAtLeast(a, 0) ? a : isAtLeast(0, a) ? neg(a) : undefined),
  }),
  Sign: ofOne({
    number: Math.sign,
    bigint: (a) => (a === 0n ? 0n : a < 0n ? -1n : 1n),
    symbol: (a) => (isAtLeast(a, 1) ? 1 : isAtLeast(-1, a) ? -1 : undefined),
  }),
  Floor: ofOne({ number: Math.floor, symbol: itself }),
  Ceil: ofOne({ number: Math.ceil, symbol: itself }),
  Round: ofOne({ number: roundHalfEven, symbol: itself }),
  Relu: ofOne({ number: (a) => Math.max(a, 0), bigint: (a) => (a < 0n ? 0n : a), symbol: (a) => max(a, 0) }),
  Reciprocal: ofOne({ number: (a) => 1 / a }),
  Sqrt: ofOne({ number: Math.sqrt }),
  Exp: ofOne({ number: Math.exp }),
  Log: ofOne({ number: Math.log }),
  IsNaN: ofOne({ number: Number.isNaN, symbol: () => false }),
  Not: ofOne({ boolean: (a) => !a }),
  BitwiseNot: ofOne({ integer: (a) => -1 - a, bigint: (a) => ~a }),
} as const;
