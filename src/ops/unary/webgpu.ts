/** Element-wise functions of one input in WGSL, with the accuracy that WGSL's rules (section 15.7.4) give each. */

import { elementCount } from "../index-map.js";
import type { ErrorBound, KernelContext, MakeKernel, Scalar } from "../wgsl/kernel.js";
import { floatText, ulps } from "../wgsl/literal.js";
import { flatPass } from "../wgsl/pass.js";
import { storageOf, uncomputable } from "../wgsl/storage.js";
import type { unaryOperators } from "./definition.js";

type Attributes = Readonly<Record<string, unknown>>;

/** A function of `x`. */
export interface ElementCode {
  readonly expression: string;
  /** Functions that the expression calls. */
  readonly functions: string;
  readonly bound: ErrorBound;
}

interface Row {
  readonly code: (attribute: (name: string) => string, attributes: Attributes) => string;
  readonly functions?: string;
  /** Relative and absolute error; exact if absent. */
  readonly error?: readonly [relative: number, absolute: number];
  /** Storage types that it takes besides f32. */
  readonly also?: readonly Scalar[];
  /** Storage types that it takes instead of f32. */
  readonly only?: readonly Scalar[];
}

/** exp errs by 3 + 2·|x| ULP, and |x| is at most 88 where neither overflow nor underflow decides. */
const expError = ulps(3 + 2 * 88);
/** log is right to 2^-21 near 1 and to 3 ULP elsewhere. */
const logError = 2 ** -21;
/** Of sin and cos within [-π, π]. */
const trigonometricError = 2 ** -11;

/**
 * The builtin overflows to NaN beyond 90 on SwiftShader; tanh(15) is 1 - 2e-13, which is 1. clamp() may lose a NaN, which
 * its bits show: a comparison with itself is optimised away.
 */
const safeTanh =
  "fn safe_tanh(x: f32) -> f32 { return select(tanh(clamp(x, -15f, 15f)), x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u); }\n";

/**
 * Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26 (absolute error 1.5e-7), and the first terms of
 * the Maclaurin series 7.1.5 below 1/2, so that small results are relatively right too. erf(4) is 1 - 1.5e-8, which is 1.
 */
const erfFunction = `fn erf(x: f32) -> f32 {
  let s = x * x;
  let small = 1.1283791671f * x * (1f - s * (0.33333333f - s * (0.1f - s * (0.023809524f - s * (0.0046296296f - s * 0.00075757576f)))));
  let a = min(abs(x), 4f);
  let t = 1f / (1f + 0.3275911f * a);
  let p = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
  let large = select(1f - p * exp(-a * a), 1f, a >= 4f);
  return select(select(large, -large, x < 0f), small, s < 0.25f);
}
`;
const erfError = 1e-6;

const sigmoid = (x: string) => `1f / (1f + exp(-${x}))`;

const rows = {
  // A comparison keeps NaN, which max() may drop.
  Relu: { code: () => "select(x, T(0), x < T(0))", also: ["i32"] },
  LeakyRelu: { code: (a) => `select(x, ${a("alpha")} * x, x < 0f)`, error: [ulps(1), 0] },
  ThresholdedRelu: { code: (a) => `select(0f, x, x > ${a("alpha")})` },
  Elu: { code: (a) => `select(x, ${a("alpha")} * (exp(x) - 1f), x < 0f)`, error: [expError, ulps(8)] },
  Selu: {
    code: (a) => `${a("gamma")} * select(x, ${a("alpha")} * (exp(x) - 1f), x <= 0f)`,
    error: [expError, ulps(16)],
  },
  Celu: {
    code: (a) => `max(0f, x) + min(0f, ${a("alpha")} * (exp(min(x, 0f) / ${a("alpha")}) - 1f))`,
    error: [expError, ulps(8)],
  },
  Gelu: {
    code: (_, { approximate }) =>
      approximate === "tanh"
        ? "0.5f * x * (1f + safe_tanh(0.7978845608f * (x + 0.044715f * x * x * x)))"
        : "0.5f * x * (1f + erf(x * 0.7071067812f))",
    functions: safeTanh + erfFunction,
    error: [ulps(8), 6e-5],
  },
  Sigmoid: { code: () => sigmoid("x"), error: [expError, 2 ** -126] },
  HardSigmoid: { code: (a) => `clamp(${a("alpha")} * x + ${a("beta")}, 0f, 1f)`, error: [ulps(4), ulps(2)] },
  HardSwish: { code: () => "x * clamp(x / 6f + 0.5f, 0f, 1f)", error: [ulps(8), ulps(4)] },
  Swish: { code: (a) => `x * (${sigmoid(`(${a("alpha")} * x)`)})`, error: [expError, 2 ** -120] },
  // tanh(log(1 + e)) = n / (n + 2) with n = e·(e + 2): no logarithm, no cancellation.
  Mish: {
    code: () => "x * mish_factor(x)",
    functions:
      "fn mish_factor(x: f32) -> f32 { let e = exp(min(x, 20f)); let n = e * (e + 2f); return select(n / (n + 2f), 1f, x > 20f); }\n",
    error: [2 * expError, 2 ** -120],
  },
  Softplus: { code: () => "max(x, 0f) + log(1f + exp(-abs(x)))", error: [ulps(4), 2 * logError] },
  Softsign: { code: () => "x / (1f + abs(x))", error: [ulps(4), 0] },
  Shrink: {
    code: (a) => `select(select(0f, x - ${a("bias")}, x > ${a("lambd")}), x + ${a("bias")}, x < -${a("lambd")})`,
    error: [ulps(1), 0],
  },
  Tanh: { code: () => "safe_tanh(x)", functions: safeTanh, error: [0, 1e-5] },
  Exp: { code: () => "exp(x)", error: [expError, 2 ** -126] },
  Log: { code: () => "log(x)", error: [ulps(3), logError] },
  Sqrt: { code: () => "sqrt(x)", error: [ulps(5), 2 ** -126] },
  Reciprocal: { code: () => "1f / x", error: [ulps(2.5), 2 ** -126] },
  Neg: { code: () => "-x", also: ["i32"] },
  Abs: { code: () => "abs(x)", also: ["i32", "u32"] },
  Sign: { code: () => "sign(x)", also: ["i32"] },
  Floor: { code: () => "floor(x)" },
  Ceil: { code: () => "ceil(x)" },
  Round: { code: () => "round(x)" },
  Erf: { code: () => "erf(x)", functions: erfFunction, error: [0, erfError] },
  Sin: { code: () => "sin(x)", error: [0, trigonometricError] },
  Cos: { code: () => "cos(x)", error: [0, trigonometricError] },
  Tan: { code: () => "sin(x) / cos(x)", error: [trigonometricError, trigonometricError] },
  Asin: { code: () => "asin(x)", error: [0, trigonometricError] },
  Acos: { code: () => "acos(x)", error: [0, trigonometricError] },
  Atan: { code: () => "atan(x)", error: [ulps(4096), 0] },
  Sinh: { code: () => "0.5f * (exp(x) - exp(-x))", error: [expError, ulps(16)] },
  Cosh: { code: () => "0.5f * (exp(x) + exp(-x))", error: [expError, 0] },
  Asinh: { code: () => "sign(x) * log(abs(x) + sqrt(x * x + 1f))", error: [ulps(8), 2 * logError] },
  Acosh: { code: () => "log(x + sqrt(x * x - 1f))", error: [ulps(8), 1e-3] },
  Atanh: { code: () => "0.5f * log((1f + x) / (1f - x))", error: [ulps(64), 2 * logError] },
  // By its bits: arithmetic may assume that there is no NaN.
  IsNaN: { code: () => "select(0u, 1u, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u)" },
  IsInf: {
    code: (_, { detect_negative, detect_positive }) => {
      const tests = [
        ...(detect_positive === 0 ? [] : ["bitcast<u32>(x) == 0x7f800000u"]),
        ...(detect_negative === 0 ? [] : ["bitcast<u32>(x) == 0xff800000u"]),
      ];
      return tests.length === 0 ? "0u" : `select(0u, 1u, ${tests.join(" || ")})`;
    },
  },
  Not: { code: () => "1u - x", only: ["u32"] },
  BitwiseNot: { code: () => "~x", only: ["i32", "u32"] },
} as const satisfies Readonly<Record<keyof typeof unaryOperators, Row>>;

/** Code of a function of `x: f32`; undefined for an operator that is none. Clip's bounds are plain numbers here. */
export function elementCode(op: string, attributes: Attributes, scalar: Scalar = "f32"): ElementCode | undefined {
  if (op === "Clip") return { expression: clipExpression(attributes), functions: "", bound: { kind: "exact" } };
  if (!Object.hasOwn(rows, op)) return undefined;
  const row: Row = rows[op as keyof typeof rows];
  if (!(row.only ?? ["f32", ...(row.also ?? [])]).includes(scalar)) return undefined;
  const attribute = (name: string) => floatText(Number(attributes[name]));
  const [relative, absolute] = row.error ?? [0, 0];
  return {
    expression: row.code(attribute, attributes).replace(/\bT\(/g, `${scalar}(`),
    functions: row.functions ?? "",
    bound: row.error === undefined ? { kind: "exact" } : { kind: "function", relative, absolute },
  };
}

/** Comparisons keep NaN; an absent or infinite bound is none. */
function clipExpression({ min, max }: Attributes): string {
  const bounded = (x: string, bound: unknown, sign: string) =>
    typeof bound === "number" && Number.isFinite(bound)
      ? `select(${x}, ${floatText(bound)}, ${x} ${sign} ${floatText(bound)})`
      : x;
  return bounded(bounded("x", min, "<"), max, ">");
}

function unaryKernel(context: KernelContext): ReturnType<MakeKernel> {
  const { op, attributes, inputs, outputs } = context;
  const [x] = inputs;
  const [y] = outputs;
  const refused = uncomputable(context);
  if (refused !== undefined || x === undefined || y === undefined) return refused ?? { absent: "X is missing" };
  const code = elementCode(op, attributes, storageOf(x));
  if (code === undefined) return { absent: `${op} is not computed with ${x.dtype}` };
  const pass = flatPass(
    {
      reads: [{ name: "X", type: storageOf(x), source: { input: 0 } }],
      writes: [{ name: "Y", type: storageOf(y), source: { output: 0 } }],
      uniforms: {},
      functions: code.functions,
    },
    elementCount(y.shape),
    `let x = X[i];\n  Y[i] = ${code.expression};`,
  );
  return { passes: [pass], scratch: [], packings: [], bound: code.bound };
}

/** One kernel per row of the table. */
export const unaryKernels = Object.fromEntries(Object.keys(rows).map((op) => [op, unaryKernel])) as {
  readonly [Op in keyof typeof rows]: MakeKernel;
};
