/** Element-wise functions of one input: activations and arithmetic, one table row each. */
import { type AttributeDeclarations, oneOf, withDefault } from "../attribute.js";
import { defineOperator, type OperatorDefinition } from "../definition.js";
import { perElement } from "../elements.js";

interface Unary {
  readonly summary: string;
  readonly since: number;
  readonly attributes?: AttributeDeclarations;
  /** Arithmetic operations and comparisons per element, without transcendental functions. */
  readonly operations: number;
  /** Transcendental functions per element (exp, log, tanh, erf, sin, ...). */
  readonly transcendental?: number;
  /** `activation` unless said otherwise. */
  readonly kind?: "activation" | "element-wise";
}

/** Operations count the textbook formula in the summary, written once per element. */
const rows = {
  Relu: { summary: "max(0, x)", since: 14, operations: 1 },
  LeakyRelu: {
    summary: "x where x >= 0, alpha·x elsewhere",
    since: 16,
    attributes: { alpha: withDefault("float", 0.01) },
    operations: 2,
  },
  Sigmoid: { summary: "1 / (1 + exp(-x))", since: 13, operations: 3, transcendental: 1 },
  Tanh: { summary: "tanh(x)", since: 13, operations: 0, transcendental: 1 },
  Gelu: {
    summary: "0.5·x·(1 + erf(x / sqrt(2)))",
    since: 20,
    attributes: { approximate: oneOf("none", "tanh") },
    operations: 4,
    transcendental: 1,
  },
} as const satisfies Record<string, Unary>;

function unary(op: string, row: Unary): OperatorDefinition {
  return defineOperator({
    op,
    since: row.since,
    summary: row.summary,
    attributes: row.attributes ?? {},
    inputs: [{ name: "X" }],
    outputs: ["Y"],
    infer: (c) => [{ dtype: c.input(0).dtype, shape: c.shape(0) }],
    cost(c) {
      const shape = c.outputShape(0);
      const { operations, transcendental = 0, kind = "activation" } = row;
      return {
        flops: {
          ...(operations > 0 && { [kind]: perElement(shape, operations) }),
          ...(transcendental > 0 && { transcendental: perElement(shape, transcendental) }),
        },
      };
    },
  });
}

/** One definition per row of the table. */
export const unaryOperators = Object.fromEntries(Object.entries(rows).map(([op, row]) => [op, unary(op, row)])) as {
  readonly [Op in keyof typeof rows]: OperatorDefinition;
};
