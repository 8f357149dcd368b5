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

/** Operations count the textbook formula of src/ops/summaries.ts, written once per element. */
const rows = {
  Relu: { since: 14, operations: 1, value: oneArgument.Relu },
  LeakyRelu: { since: 16, attributes: alpha(0.01), operations: 2 },
  ThresholdedRelu: { since: 22, attributes: alpha(1), operations: 1 },
  Elu: {
    since: 22,
    attributes: alpha(1),
    operations: 3,
    transcendental: 1,
  },
  Selu: {
    since: 22,
    // Klambauer et al., Self-normalizing neural networks, 2017; ONNX gives them as float32.
    attributes: { alpha: withDefault("float", 1.6732631921768188), gamma: withDefault("float", 1.0507010221481323) },
    operations: 4,
    transcendental: 1,
  },
  Celu: {
    since: 28,
    attributes: alpha(1),
    operations: 6,
    transcendental: 1,
  },
  Gelu: {
    // With tanh: 0.5·x·(1 + tanh(sqrt(2/pi)·(x + 0.044715·x³))), where x³ is two multiplications.
    since: 20,
    attributes: { approximate: oneOf("none", "tanh") },
    operations: ({ approximate }) => (approximate === "tanh" ? 8 : 4),
    transcendental: 1,
  },
  Sigmoid: { since: 13, operations: 3, transcendental: 1 },
  HardSigmoid: {
    since: 22,
    attributes: { alpha: withDefault("float", 0.2), beta: withDefault("float", 0.5) },
    operations: 4,
  },
  HardSwish: { since: 22, operations: 5 },
  Swish: {
    // x·sigmoid(alpha·x); a factor of 1 is no multiplication.
    since: 24,
    attributes: alpha(1),
    operations: (attributes) => (attributes.alpha === 1 ? 4 : 5),
    transcendental: 1,
  },
  Mish: { since: 22, operations: 2, transcendental: 3 },
  Softplus: { since: 22, operations: 1, transcendental: 2 },
  Softsign: { since: 22, operations: 3 },
  Shrink: {
    since: 9,
    attributes: { bias: withDefault("float", 0), lambd: withDefault("float", 0.5) },
    operations: 3,
  },
  Tanh: { since: 13, operations: 0, transcendental: 1 },
  Exp: { since: 13, ...transcendental, value: oneArgument.Exp },
  Log: { since: 13, ...transcendental, value: oneArgument.Log },
  Sqrt: { since: 13, ...arithmetic, value: oneArgument.Sqrt },
  Reciprocal: { since: 13, ...arithmetic, value: oneArgument.Reciprocal },
  Neg: { since: 13, ...arithmetic, value: oneArgument.Neg },
  Abs: { since: 13, ...arithmetic, value: oneArgument.Abs },
  Sign: { since: 13, ...arithmetic, value: oneArgument.Sign },
  Floor: { since: 13, ...arithmetic, value: oneArgument.Floor },
  Ceil: { since: 13, ...arithmetic, value: oneArgument.Ceil },
  Round: { since: 22, ...arithmetic, value: oneArgument.Round },
  Erf: { since: 13, ...transcendental },
  Sin: { since: 22, ...transcendental },
  Cos: { since: 22, ...transcendental },
  Tan: { since: 22, ...transcendental },
  Asin: { since: 22, ...transcendental },
  Acos: { since: 22, ...transcendental },
  Atan: { since: 22, ...transcendental },
  Sinh: { since: 22, ...transcendental },
  Cosh: { since: 22, ...transcendental },
  Asinh: { since: 22, ...transcendental },
  Acosh: { since: 22, ...transcendental },
  Atanh: { since: 22, ...transcendental },
  IsNaN: { since: 20, ...arithmetic, output: "bool", value: oneArgument.IsNaN },
  IsInf: {
    since: 20,
    ...arithmetic,
    attributes: { detect_negative: withDefault("int", 1), detect_positive: withDefault("int", 1) },
    output: "bool",
  },
  Not: { since: 1, ...arithmetic, value: oneArgument.Not },
  BitwiseNot: { since: 18, ...arithmetic, value: oneArgument.BitwiseNot },
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
