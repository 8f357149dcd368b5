/** Arithmetic on single known elements, exact in each element type: integers wrap, floats round after each step. */
import { type Dim, Expr } from "../dim/index.js";
import { type DType, dtypes, isFloat, isInteger, type Scalar } from "../tensor/index.js";

/**
 * One scalar function in the readings it has. A reading that is left out gives an unknown element, never a wrong one.
 */
export interface ScalarFunction {
  /** Floats; and integers where `integer` is absent, as long as arguments and result are safe integers. */
  readonly number?: (...args: readonly number[]) => number | boolean;
  /** Safe integers, where the rule differs from that of floats. */
  readonly integer?: (...args: readonly number[]) => number | boolean;
  /** Integers beyond 2^53. */
  readonly bigint?: (...args: readonly bigint[]) => bigint | boolean | undefined;
  /** Whole numbers of which one at least is symbolic; undefined where the result is not decided. */
  readonly symbol?: (...args: readonly Dim[]) => Dim | boolean | undefined;
  readonly boolean?: (...args: readonly boolean[]) => boolean;
  readonly string?: (...args: readonly string[]) => string | boolean;
}

/** Applies a function to elements of one input type; the result is an element of `output`. */
export function applyScalar(fn: ScalarFunction, input: DType, output: DType, args: readonly Scalar[]): Scalar {
  const result = isFloat(input) ? onFloats(fn, args) : isInteger(input) ? onIntegers(fn, args) : onOthers(fn, args);
  return result === undefined ? undefined : fitScalar(result, output);
}

function onFloats(fn: ScalarFunction, args: readonly Scalar[]): Scalar {
  return areNumbers(args) ? fn.number?.(...args) : onSymbols(fn, args);
}

function onIntegers(fn: ScalarFunction, args: readonly Scalar[]): Scalar {
  if (!args.every((arg) => typeof arg === "bigint" || Number.isSafeInteger(arg))) return onSymbols(fn, args);
  if (areNumbers(args)) {
    const result = (fn.integer ?? fn.number)?.(...args);
    if (typeof result === "boolean" || Number.isSafeInteger(result)) return result;
  }
  return fn.bigint?.(...args.map((arg) => BigInt(arg as bigint | number)));
}

function onSymbols(fn: ScalarFunction, args: readonly Scalar[]): Scalar {
  return args.every(isDim) ? fn.symbol?.(...args) : undefined;
}

function onOthers(fn: ScalarFunction, args: readonly Scalar[]): Scalar {
  if (args.every((arg) => typeof arg === "boolean")) return fn.boolean?.(...args);
  if (args.every((arg) => typeof arg === "string")) return fn.string?.(...args);
  return undefined;
}

function areNumbers(args: readonly Scalar[]): args is readonly number[] {
  return args.every((arg) => typeof arg === "number");
}

/** True for whole numbers that a shape can hold: safe integers and symbols. */
export function isDim(element: Scalar): element is Dim {
  return typeof element === "number" ? Number.isSafeInteger(element) : element instanceof Expr;
}

/** Greatest n such that the type holds every whole number up to n exactly: 2^(significand bits). */
const wholeLimit: Readonly<Partial<Record<DType, number>>> = {
  float64: Number.MAX_SAFE_INTEGER,
  float32: 2 ** 24,
  float16: 2 ** 11,
  bfloat16: 2 ** 8,
};

/** The size up to which a float type holds a symbolic whole number exactly; undefined for types that set no limit. */
export function exactLimit(dtype: DType): number | undefined {
  return isFloat(dtype) ? (wholeLimit[dtype] ?? 0) : undefined;
}

/** The element as `dtype` stores it: integers wrap around, floats round to the nearest (ties to even). */
export function fitScalar(element: Exclude<Scalar, undefined>, dtype: DType): Scalar {
  if (element instanceof Expr || typeof element === "string") return element;
  if (typeof element === "boolean") return dtype === "bool" ? element : fitScalar(Number(element), dtype);
  if (dtype === "bool") return Boolean(element);
  if (isInteger(dtype)) return wrapInteger(element, dtype);
  const round = rounders[dtype];
  return round?.(Number(element));
}

const rounders: Readonly<Partial<Record<DType, (x: number) => number>>> = {
  float64: (x) => x,
  float32: Math.fround,
  float16: (x) => roundSignificand(x, 10, -14, 65504),
  bfloat16: (x) => roundSignificand(x, 7, -126, (2 - 2 ** -7) * 2 ** 127),
};

/** Rounds to `bits` fraction bits (IEEE 754, nearest, ties to even), with gradual underflow below 2^least. */
export function roundSignificand(x: number, bits: number, least: number, greatest: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const exponent = Math.max(exponentOf(Math.abs(x)), least);
  const unit = 2 ** (exponent - bits);
  const rounded = roundHalfEven(x / unit) * unit;
  return Math.abs(rounded) > greatest ? Math.sign(x) * Number.POSITIVE_INFINITY : rounded;
}

/** floor(log2(x)), exact also next to powers of two. */
export function exponentOf(x: number): number {
  const guess = Math.floor(Math.log2(x));
  if (2 ** guess > x) return guess - 1;
  return 2 ** (guess + 1) <= x ? guess + 1 : guess;
}

/** Round to the nearest whole number, ties to even (ONNX Round, IEEE 754 roundTiesToEven). */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Two's complement wrap-around; numbers where safe, bigint beyond. NaN and infinities become unknown. */
function wrapInteger(element: number | bigint, dtype: DType): Scalar {
  const bits = dtypes[dtype].bits ?? 64;
  const signed = dtypes[dtype].kind === "int";
  if (typeof element === "number") {
    if (!Number.isInteger(element)) return undefined;
    const span = 2 ** (signed ? bits - 1 : bits);
    if (Number.isSafeInteger(element) && element < span && element >= (signed ? -span : 0)) return element + 0;
  }
  const wrapped = signed ? BigInt.asIntN(bits, BigInt(element)) : BigInt.asUintN(bits, BigInt(element));
  const number = Number(wrapped);
  return Number.isSafeInteger(number) ? number : wrapped;
}
