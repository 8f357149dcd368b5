/** Element-wise functions of two inputs that broadcast, in WGSL. */
import { elementCount } from "../index-map.js";
import { type ErrorBound, exact, type MakeKernel, type Scalar } from "../wgsl/kernel.js";
import { ulps } from "../wgsl/literal.js";
import { flatPass } from "../wgsl/pass.js";
import { storageOf, uncomputable } from "../wgsl/storage.js";
import { broadcastCode } from "../wgsl/strides.js";
import type { binaryOperators } from "./definition.js";

type Attributes = Readonly<Record<string, unknown>>;

interface Row {
  /** Expression of `a` and `b`, by storage type of the first input; undefined where there is none. */
  readonly code: (scalar: Scalar, attributes: Attributes) => string | undefined;
  readonly functions?: string;
  readonly bound?: ErrorBound;
}

/** Addition, subtraction and multiplication are rounded correctly; division errs by 2.5 ULP. */
const rounded: ErrorBound = { kind: "function", relative: ulps(0.5), absolute: 2 ** -126 };
const divided: ErrorBound = { kind: "function", relative: ulps(2.5), absolute: 2 ** -126 };

const infix =
  (sign: string): Row["code"] =>
  () =>
    `a ${sign} b`;
const truth = (sign: string): Row => ({ code: () => `select(0u, 1u, a ${sign} b)` });
const bits = (sign: string): Row => ({ code: (scalar) => (scalar === "f32" ? undefined : `a ${sign} b`) });

/**
 * pow(x, y) is exp2(y·log2(x)) and undefined below 0, where a whole exponent decides the sign. Whole exponents of 2 and
 * 3 are products.
 */
const power = `fn power(a: f32, b: f32) -> f32 {
  if (b == 2f) { return a * a; }
  if (b == 3f) { return a * a * a; }
  if (b == 0.5f) { return sqrt(a); }
  if (b == 0f) { return 1f; }
  if (a == 0f) { return select(0f, 1f / abs(a), b < 0f); }
  let size = pow(abs(a), b);
  if (a > 0f) { return size; }
  if (floor(b) != b) { return bitcast<f32>(0x7fc00000u | (bitcast<u32>(a) & 1u)); }
  return select(size, -size, floor(b * 0.5f) * 2f != b);
}
`;

const rows = {
  Add: { code: infix("+"), bound: rounded },
  Sub: { code: infix("-"), bound: rounded },
  Mul: { code: infix("*"), bound: rounded },
  Div: { code: infix("/"), bound: divided },
  Mod: {
    code: (scalar, { fmod }) => {
      if (scalar === "u32" || (scalar === "i32" && fmod === 1)) return "a % b";
      if (scalar === "i32") return "(a % b + b) % b";
      return fmod === 1 ? "a - b * trunc(a / b)" : "a - b * floor(a / b)";
    },
    bound: { kind: "function", relative: ulps(4), absolute: ulps(64) },
  },
  Pow: {
    code: (scalar) => (scalar === "f32" ? "power(a, b)" : undefined),
    functions: power,
    // exp2 of a product that is up to 128 in size and off by 4 ULP.
    bound: { kind: "function", relative: ulps(3 + 4 * 128), absolute: 2 ** -126 },
  },
  Equal: truth("=="),
  Less: truth("<"),
  LessOrEqual: truth("<="),
  Greater: truth(">"),
  GreaterOrEqual: truth(">="),
  And: bits("&"),
  Or: bits("|"),
  Xor: bits("^"),
  BitwiseAnd: bits("&"),
  BitwiseOr: bits("|"),
  BitwiseXor: bits("^"),
  BitShift: {
    code: (scalar, { direction }) =>
      // A shift by 32 or more gives 0, which WGSL leaves to the machine.
      scalar === "u32" ? `select(a ${direction === "LEFT" ? "<<" : ">>"} (b & 31u), 0u, b > 31u)` : undefined,
  },
} as const satisfies Readonly<Record<keyof typeof binaryOperators, Row>>;

const comparisons: ReadonlySet<string> = new Set(["Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"]);

const binaryKernel: MakeKernel = (context) => {
  const { op, attributes, inputs, outputs } = context;
  const [a, b] = inputs;
  const [y] = outputs;
  if (a === undefined || b === undefined || y === undefined) return { absent: "an input is missing" };
  if (a.dtype !== b.dtype) return { absent: `${op} of ${a.dtype} and ${b.dtype} is not computed in WGSL` };
  // 64-bit integers that fit 32 bits compare as they do there.
  const refused = comparisons.has(op) && a.dtype === "int64" ? undefined : uncomputable(context);
  if (refused !== undefined) return refused;
  const row: Row = rows[op as keyof typeof rows];
  const expression = row.code(storageOf(a), attributes);
  if (expression === undefined) return { absent: `${op} is not computed with ${a.dtype}` };
  const { offsets, uniforms } = broadcastCode([a.shape, b.shape], y.shape, "i");
  const pass = flatPass(
    {
      reads: [
        { name: "A", type: storageOf(a), source: { input: 0 } },
        { name: "B", type: storageOf(b), source: { input: 1 } },
      ],
      writes: [{ name: "Y", type: storageOf(y), source: { output: 0 } }],
      uniforms,
      functions: row.functions ?? "",
    },
    elementCount(y.shape),
    `let a = A[${offsets[0]}];\n  let b = B[${offsets[1]}];\n  Y[i] = ${expression};`,
  );
  const bound = storageOf(a) === "f32" ? (row.bound ?? exact) : exact;
  return { passes: [pass], scratch: [], packings: [], bound };
};

/** One kernel per row of the table. */
export const binaryKernels = Object.fromEntries(Object.keys(rows).map((op) => [op, binaryKernel])) as {
  readonly [Op in keyof typeof rows]: MakeKernel;
};
