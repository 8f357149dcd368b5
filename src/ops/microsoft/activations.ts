/** Activations of onnxruntime's own domain: Gelu in its forms, with and without a bias. */
import { type AttributeDeclarations, withDefault } from "../attribute.js";
import { defineOperator, type InputDeclaration, type NodeCost, type OperatorDefinition } from "../definition.js";
import { perElement } from "../elements.js";
import { requireShape } from "../requirements.js";

export const domain = "com.microsoft";

interface Activation {
  readonly attributes?: AttributeDeclarations;
  readonly inputs: readonly InputDeclaration[];
  /** Operations per element besides one transcendental function, and one for the bias. */
  readonly operations: number;
}

const bias = { name: "bias", role: "bias", optional: true } as const;

const rows = {
  Gelu: { inputs: [{ name: "X" }], operations: 4 },
  FastGelu: { inputs: [{ name: "X" }, bias], operations: 8 },
  /** x / (1 + exp(-alpha·x)). */
  QuickGelu: {
    attributes: { alpha: withDefault("float", 1.702) },
    inputs: [{ name: "X" }],
    operations: 5,
  },
  BiasGelu: { inputs: [{ name: "A" }, { name: "B", role: "bias" }], operations: 4 },
} as const satisfies Record<string, Activation>;

function activation(op: string, row: Activation): OperatorDefinition {
  return defineOperator({
    op,
    domain,
    since: 1,
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
