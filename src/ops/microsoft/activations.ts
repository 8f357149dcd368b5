/** Activations of onnxruntime's own domain: Gelu in its forms, with and without a bias. */
import { type AttributeDeclarations, withDefault } from "../attribute.js";
import { defineOperator, type InputDeclaration, type NodeCost, type OperatorDefinition } from "../definition.js";
import { perElement } from "../elements.js";
import { requireShape } from "../requirements.js";

export const domain = "com.microsoft";

interface Activation {
  readonly summary: string;
  readonly attributes?: AttributeDeclarations;
  readonly inputs: readonly InputDeclaration[];
  /** Operations per element besides one transcendental function, and one for the bias. */
  readonly operations: number;
}

const bias = { name: "bias", role: "bias", optional: true } as const;

const rows = {
  Gelu: { summary: "0.5·x·(1 + erf(x / sqrt(2)))", inputs: [{ name: "X" }], operations: 4 },
  FastGelu: { summary: "0.5·x·(1 + tanh(0.797885·x + 0.035677·x³))", inputs: [{ name: "X" }, bias], operations: 8 },
  /** x / (1 + exp(-alpha·x)). */
  QuickGelu: {
    summary: "x·sigmoid(alpha·x)",
    attributes: { alpha: withDefault("float", 1.702) },
    inputs: [{ name: "X" }],
    operations: 5,
  },
  BiasGelu: { summary: "Gelu(A + B)", inputs: [{ name: "A" }, { name: "B", role: "bias" }], operations: 4 },
} as const satisfies Record<string, Activation>;

function activation(op: string, row: Activation): OperatorDefinition {
  return defineOperator({
    op,
    domain,
    since: 1,
    summary: row.summary,
    attributes: row.attributes ?? {},
    inputs: row.inputs,
    outputs: ["Y"],
    infer(c) {
      const shape = c.shape(0);
      requireShape(c, 1, shape.slice(-1), "a bias for each feature");
      return [{ dtype: c.input(0).dtype, shape }];
    },
    cost(c): NodeCost {
      const shape = c.outputShape(0);
      return {
        flops: {
          activation: perElement(shape, row.operations),
          transcendental: perElement(shape),
          ...(c.inputs[1] !== undefined && { bias: perElement(shape) }),
        },
      };
    },
  });
}

/** One definition per row of the table. */
export const activations = Object.fromEntries(Object.entries(rows).map(([op, row]) => [op, activation(op, row)])) as {
  readonly [Op in keyof typeof rows]: OperatorDefinition;
};
