/** Element-wise functions of one input: activations and arithmetic, one table row each. */
import type { DType } from "../../tensor/index.js";
import { oneArgument } from "../arithmetic.js";
import { type AttributeDeclarations, oneOf, withDefault } from "../attribute.js";
import { defineOperator, type NodeCost, type OperatorDefinition } from "../definition.js";
import { countsAsFlops } from "../element-types.js";
import { perElement } from "../elements.js";
import { mapValues } from "../known-value.js";
import type { ScalarFunction } from "../scalar.js";

type Attributes = Readonly<Record<string, unknown>>;

interface Unary {
  readonly summary: string;
  readonly since: number;
  readonly attributes?: AttributeDeclarations;
  /** Arithmetic operations and comparisons per element, without transcendental functions. */
  readonly operations: number | ((attributes: Attributes) => number);
  /** Transcendental functions per element (exp, log, tanh, erf, sin, ...). */
  readonly transcendental?: number;
  /** `activation` unless said otherwise. */
  readonly kind?: "activation" | "element-wise";
  readonly output?: "bool";
  /** Known elements; without it the output's elements are not known. */
  readonly value?: ScalarFunction;
}

const alpha = (value: number) => ({ alpha: withDefault("float", value) }) as const;
const arithmetic = { operations: 1, kind: "element-wise" } as const;
const transcendental = { operations: 0, transcendental: 1, kind: "element-wise" } as const;

/** Operations count the textbook formula in the summary, written once per element. */
const rows = {
  Relu: { summary: "max(0, x)", since: 14, operations: 1, value: oneArgument.Relu },
  LeakyRelu: { summary: "x where x >= 0, alpha·x elsewhere", since: 16, attributes: alpha(0.01), operations: 2 },
  ThresholdedRelu: { summary: "x where x > alpha, 0 elsewhere", since: 22, attributes: alpha(1), operations: 1 },
  Elu: {
    summary: "x where x >= 0, alpha·(exp(x) - 1) elsewhere",
    since: 22,
    attributes: alpha(1),
    operations: 3,
    transcendental: 1,
  },
  Selu: {
    summary: "gamma·(x where x > 0, alpha·exp(x) - alpha elsewhere)",
    since: 22,
    // Klambauer et al., Self-normalizing neural networks, 2017; ONNX gives them as float32.
    attributes: { alpha: withDefault("float", 1.6732631921768188), gamma: withDefault("float", 1.0507010221481323) },
    operations: 4,
    transcendental: 1,
  },
  Celu: {
    summary: "max(0, x) + min(0, alpha·(exp(x/alpha) - 1))",
    since: 28,
    attributes: alpha(1),
    operations: 6,
    transcendental: 1,
  },
  Gelu: {
    // With tanh: 0.5·x·(1 + tanh(sqrt(2/pi)·(x + 0.044715·x³))), where x³ is two multiplications.
    summary: "0.5·x·(1 + erf(x / sqrt(2)))",
    since: 20,
    attributes: { approximate: oneOf("none", "tanh") },
    operations: ({ approximate }) => (approximate === "tanh" ? 8 : 4),
    transcendental: 1,
  },
  Sigmoid: { summary: "1 / (1 + exp(-x))", since: 13, operations: 3, transcendental: 1 },
  HardSigmoid: {
    summary: "max(0, min(1, alpha·x + beta))",
    since: 22,
    attributes: { alpha: withDefault("float", 0.2), beta: withDefault("float", 0.5) },
    operations: 4,
  },
  HardSwish: { summary: "x·max(0, min(1, x/6 + 0.5))", since: 22, operations: 5 },
  Swish: {
    // x·sigmoid(alpha·x); a factor of 1 is no multiplication.
    summary: "x / (1 + exp(-alpha·x))",
    since: 24,
    attributes: alpha(1),
    operations: (attributes) => (attributes.alpha === 1 ? 4 : 5),
    transcendental: 1,
  },
  Mish: { summary: "x·tanh(log(1 + exp(x)))", since: 22, operations: 2, transcendental: 3 },
  Softplus: { summary: "log(1 + exp(x))", since: 22, operations: 1, transcendental: 2 },
  Softsign: { summary: "x / (1 + abs(x))", since: 22, operations: 3 },
  Shrink: {
    summary: "x + bias where x < -lambd, x - bias where x > lambd, 0 elsewhere",
    since: 9,
    attributes: { bias: withDefault("float", 0), lambd: withDefault("float", 0.5) },
    operations: 3,
  },
  Tanh: { summary: "tanh(x)", since: 13, operations: 0, transcendental: 1 },
  Exp: { summary: "exp(x)", since: 13, ...transcendental, value: oneArgument.Exp },
  Log: { summary: "natural logarithm of x", since: 13, ...transcendental, value: oneArgument.Log },
  Sqrt: { summary: "square root of x", since: 13, ...arithmetic, value: oneArgument.Sqrt },
  Reciprocal: { summary: "1 / x", since: 13, ...arithmetic, value: oneArgument.Reciprocal },
  Neg: { summary: "the negative of x", since: 13, ...arithmetic, value: oneArgument.Neg },
  Abs: { summary: "x without its sign", since: 13, ...arithmetic, value: oneArgument.Abs },
  Sign: { summary: "-1, 0 or 1", since: 13, ...arithmetic, value: oneArgument.Sign },
  Floor: { summary: "greatest whole number at most x", since: 13, ...arithmetic, value: oneArgument.Floor },
  Ceil: { summary: "least whole number at least x", since: 13, ...arithmetic, value: oneArgument.Ceil },
  Round: { summary: "nearest whole number, ties to even", since: 22, ...arithmetic, value: oneArgument.Round },
  Erf: { summary: "Gauss error function", since: 13, ...transcendental },
  Sin: { summary: "sin(x)", since: 22, ...transcendental },
  Cos: { summary: "cos(x)", since: 22, ...transcendental },
  Tan: { summary: "tan(x)", since: 22, ...transcendental },
  Asin: { summary: "inverse sine", since: 22, ...transcendental },
  Acos: { summary: "inverse cosine", since: 22, ...transcendental },
  Atan: { summary: "inverse tangent", since: 22, ...transcendental },
  Sinh: { summary: "hyperbolic sine", since: 22, ...transcendental },
  Cosh: { summary: "hyperbolic cosine", since: 22, ...transcendental },
  Asinh: { summary: "inverse hyperbolic sine", since: 22, ...transcendental },
  Acosh: { summary: "inverse hyperbolic cosine", since: 22, ...transcendental },
  Atanh: { summary: "inverse hyperbolic tangent", since: 22, ...transcendental },
  IsNaN: { summary: "whether x is not a number", since: 20, ...arithmetic, output: "bool", value: oneArgument.IsNaN },
  IsInf: {
    summary: "whether x is infinite",
    since: 20,
    ...arithmetic,
    attributes: { detect_negative: withDefault("int", 1), detect_positive: withDefault("int", 1) },
    output: "bool",
  },
  Not: { summary: "not x", since: 1, ...arithmetic, value: oneArgument.Not },
  BitwiseNot: { summary: "x with every bit flipped", since: 18, ...arithmetic, value: oneArgument.BitwiseNot },
} as const satisfies Record<string, Unary>;

/** What a function costs per element, of operations and of transcendental functions; undefined for a name not in the table. */
export function elementCost(
  op: string,
  attributes: Attributes = {},
): { readonly operations: number; readonly transcendental: number } | undefined {
  if (!Object.hasOwn(rows, op)) return undefined;
  const row: Unary = rows[op as keyof typeof rows];
  const operations = typeof row.operations === "number" ? row.operations : row.operations(attributes);
  return { operations, transcendental: row.transcendental ?? 0 };
}

function unary(op: string, row: Unary): OperatorDefinition {
  return defineOperator({
    op,
    since: row.since,
    summary: row.summary,
    attributes: row.attributes ?? {},
    inputs: [{ name: "X" }],
    outputs: ["Y"],
    infer(c) {
      const dtype: DType = row.output ?? c.input(0).dtype;
      const shape = c.shape(0);
      const value = row.value === undefined ? undefined : mapValues(c, [c.input(0).value], shape, dtype, row.value);
      return [{ dtype, shape, value }];
    },
    cost(c): NodeCost {
      const each = elementCost(op, c.attributes);
      if (each === undefined || !countsAsFlops(c.inputs)) return {};
      const shape = c.outputShape(0);
      const { kind = "activation" } = row;
      return {
        flops: {
          ...(each.operations > 0 && { [kind]: perElement(shape, each.operations) }),
          ...(each.transcendental > 0 && { transcendental: perElement(shape, each.transcendental) }),
        },
      };
    },
  });
}

/** One definition per row of the table. */
export const unaryOperators = Object.fromEntries(Object.entries(rows).map(([op, row]) => [op, unary(op, row)])) as {
  readonly [Op in keyof typeof rows]: OperatorDefinition;
};
