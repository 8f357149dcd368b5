/** What each element-wise function of one input computes, on real numbers: the formulas of the summaries, written stably. */
import { oneArgument } from "../arithmetic.js";
import type { ScalarFunction } from "../scalar.js";
import type { unaryOperators } from "./definition.js";

type Real = (x: number) => number | boolean;

/** Attributes of these operators, defaults filled in. */
interface Attributes {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly bias: number;
  readonly lambd: number;
  readonly approximate: string;
  readonly detect_negative: number;
  readonly detect_positive: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
/** log(1 + exp(x)), which does not overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const between = (x: number): number => Math.max(0, Math.min(1, x));
const squareRootOfTwoOverPi = Math.sqrt(2 / Math.PI);

/** From here on erf is 1 in float64. */
const erfEnd = 6;

/** erf(x) = 2/sqrt(pi)·exp(-x²)·Σ 2ⁿ x²ⁿ⁺¹ / (1·3·...·(2n + 1)) (Abramowitz and Stegun, 7.1.6): no terms cancel. */
function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) >= erfEnd) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 2 ** -54; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function gelu(x: number, approximate: string): number {
  if (approximate === "tanh") return 0.5 * x * (1 + Math.tanh(squareRootOfTwoOverPi * (x + 0.044715 * x ** 3)));
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

const real = (number: Real): ScalarFunction => ({ number: (...[x = 0]) => number(x) });

/** Every function by operator: one that known values share, or one on real numbers made from the attributes. */
export const unaryFormulas: {
  readonly [Op in keyof typeof unaryOperators]: ScalarFunction | ((attributes: Attributes) => Real);
} = {
  Relu: oneArgument.Relu,
  Exp: oneArgument.Exp,
  Log: oneArgument.Log,
  Sqrt: oneArgument.Sqrt,
  Reciprocal: oneArgument.Reciprocal,
  Neg: oneArgument.Neg,
  Abs: oneArgument.Abs,
  Sign: oneArgument.Sign,
  Floor: oneArgument.Floor,
  Ceil: oneArgument.Ceil,
  Round: oneArgument.Round,
  IsNaN: oneArgument.IsNaN,
  Not: oneArgument.Not,
  BitwiseNot: oneArgument.BitwiseNot,
  LeakyRelu:
    ({ alpha }) =>
    (x) =>
      x >= 0 ? x : alpha * x,
  ThresholdedRelu:
    ({ alpha }) =>
    (x) =>
      x > alpha ? x : 0,
  Elu:
    ({ alpha }) =>
    (x) =>
      x >= 0 ? x : alpha * Math.expm1(x),
  Selu:
    ({ alpha, gamma }) =>
    (x) =>
      gamma * (x > 0 ? x : alpha * Math.expm1(x)),
  Celu:
    ({ alpha }) =>
    (x) =>
      Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha)),
  Gelu:
    ({ approximate }) =>
    (x) =>
      gelu(x, approximate),
  Sigmoid: () => sigmoid,
  HardSigmoid:
    ({ alpha, beta }) =>
    (x) =>
      between(alpha * x + beta),
  HardSwish: () => (x) => x * between(x / 6 + 0.5),
  Swish:
    ({ alpha }) =>
    (x) =>
      x * sigmoid(alpha * x),
  Mish: () => (x) => x * Math.tanh(softplus(x)),
  Softplus: () => softplus,
  Softsign: () => (x) => x / (1 + Math.abs(x)),
  Shrink:
    ({ bias, lambd }) =>
    (x) =>
      x < -lambd ? x + bias : x > lambd ? x - bias : 0,
  Tanh: () => Math.tanh,
  Erf: () => erf,
  Sin: () => Math.sin,
  Cos: () => Math.cos,
  Tan: () => Math.tan,
  Asin: () => Math.asin,
  Acos: () => Math.acos,
  Atan: () => Math.atan,
  Sinh: () => Math.sinh,
  Cosh: () => Math.cosh,
  Asinh: () => Math.asinh,
  Acosh: () => Math.acosh,
  Atanh: () => Math.atanh,
  IsInf:
    ({ detect_negative, detect_positive }) =>
    (x) =>
      (x === Number.POSITIVE_INFINITY && detect_positive === 1) ||
      (x === Number.NEGATIVE_INFINITY && detect_negative === 1),
};

/** The function of an operator under its attributes; undefined for a name that is none of these operators. */
export function unaryFunction(op: string, attributes: Readonly<Record<string, unknown>>): ScalarFunction | undefined {
  if (!Object.hasOwn(unaryFormulas, op)) return undefined;
  const formula = unaryFormulas[op as keyof typeof unaryFormulas];
  return typeof formula === "function" ? real(formula(attributes as Partial<Attributes> as Attributes)) : formula;
}
