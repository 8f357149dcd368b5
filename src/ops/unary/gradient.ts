/** Slopes of element-wise functions of one input, each by calculus from the formula beside it. */
import { defineGradient, type GradientEntry, gradientOf, outputReals } from "../gradient-kernel.js";
import { inputOf, realsOf } from "../reference-data.js";
import type { unaryOperators } from "./definition.js";
import { unaryFunction } from "./formulas.js";

/** The slope at an input, given the output there. */
type Slope = (x: number, y: number) => number;

interface Attributes {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly lambd: number;
  readonly approximate: string;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
const erf = unaryFunction("Erf", {})?.number ?? (() => Number.NaN);
const distribution = (x: number): number => 0.5 * (1 + Number(erf(x / Math.SQRT2)));

/** 0.5·(1 + tanh(u)) + 0.5·x·(1 - tanh²(u))·u' with u = sqrt(2/pi)·(x + 0.044715·x³). */
function tanhGeluSlope(x: number): number {
  const factor = Math.sqrt(2 / Math.PI);
  const t = Math.tanh(factor * (x + 0.044715 * x ** 3));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * factor * (1 + 3 * 0.044715 * x * x);
}

function mishSlope(x: number): number {
  const t = Math.tanh(Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
  return t + x * sigmoid(x) * (1 - t * t);
}

const flat = { absent: "its slope is zero wherever it has one" } as const;
const truth = { absent: "it gives truth values" } as const;

/** At a kink the slope is that of PyTorch: of ReLU 0, of |x| 0, of a clamp 0 at its bounds. */
const slopes: { readonly [Op in keyof typeof unaryOperators]: ((a: Attributes) => Slope) | { absent: string } } = {
  Relu: () => (x) => (x > 0 ? 1 : 0),
  LeakyRelu:
    ({ alpha }) =>
    (x) =>
      x > 0 ? 1 : alpha,
  ThresholdedRelu:
    ({ alpha }) =>
    (x) =>
      x > alpha ? 1 : 0,
  Elu:
    ({ alpha }) =>
    (x, y) =>
      x > 0 ? 1 : y + alpha,
  Selu:
    ({ alpha, gamma }) =>
    (x, y) =>
      x > 0 ? gamma : y + gamma * alpha,
  Celu:
    ({ alpha }) =>
    (x) =>
      x > 0 ? 1 : Math.exp(x / alpha),
  Gelu: ({ approximate }) => (approximate === "tanh" ? tanhGeluSlope : (x) => distribution(x) + x * density(x)),
  Sigmoid: () => (_, y) => y * (1 - y),
  HardSigmoid:
    ({ alpha }) =>
    (_, y) =>
      y > 0 && y < 1 ? alpha : 0,
  HardSwish: () => (x) => (x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5),
  Swish:
    ({ alpha }) =>
    (x) => {
      const s = sigmoid(alpha * x);
      return s * (1 + alpha * x * (1 - s));
    },
  Mish: () => mishSlope,
  Softplus: () => sigmoid,
  Softsign: () => (x) => 1 / (1 + Math.abs(x)) ** 2,
  Shrink:
    ({ lambd }) =>
    (x) =>
      Math.abs(x) > lambd ? 1 : 0,
  Tanh: () => (_, y) => 1 - y * y,
  Exp: () => (_, y) => y,
  Log: () => (x) => 1 / x,
  Sqrt: () => (_, y) => 0.5 / y,
  Reciprocal: () => (_, y) => -y * y,
  Neg: () => () => -1,
  Abs: () => Math.sign,
  Sign: flat,
  Floor: flat,
  Ceil: flat,
  Round: flat,
  Erf: () => (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
  Sin: () => Math.cos,
  Cos: () => (x) => -Math.sin(x),
  Tan: () => (_, y) => 1 + y * y,
  Asin: () => (x) => 1 / Math.sqrt(1 - x * x),
  Acos: () => (x) => -1 / Math.sqrt(1 - x * x),
  Atan: () => (x) => 1 / (1 + x * x),
  Sinh: () => Math.cosh,
  Cosh: () => Math.sinh,
  Asinh: () => (x) => 1 / Math.sqrt(x * x + 1),
  Acosh: () => (x) => 1 / Math.sqrt(x * x - 1),
  Atanh: () => (x) => 1 / (1 - x * x),
  IsNaN: truth,
  IsInf: truth,
  Not: truth,
  BitwiseNot: { absent: "it works on the bits of whole numbers" },
};

function gradientKernel(slopeOf: (attributes: Attributes) => Slope): GradientEntry {
  return defineGradient<Attributes>((call) => {
    const slope = slopeOf(call.attributes);
    const [x, y, from] = [realsOf(inputOf(call, 0)), outputReals(call), gradientOf(call)];
    const to = new Float64Array(x.length);
    for (let i = 0; i < to.length; i++) to[i] = (from[i] as number) * slope(x[i] as number, y[i] as number);
    return [to];
  });
}

export const unaryGradients = Object.fromEntries(
  Object.entries(slopes).map(([op, slope]) => [op, typeof slope === "function" ? gradientKernel(slope) : slope]),
) as { readonly [Op in keyof typeof unaryOperators]: GradientEntry };

/** The slope of an operator's function at an input and its output; undefined where it has none. */
export function slopeOf(op: string, attributes: Readonly<Record<string, unknown>>): Slope | undefined {
  const entry = Object.hasOwn(slopes, op) ? slopes[op as keyof typeof slopes] : undefined;
  return typeof entry === "function" ? entry(attributes as Partial<Attributes> as Attributes) : undefined;
}
