/** Steps of training as operators (ONNX ai.onnx.preview.training: Adagrad, Adam, Momentum, Gradient). */
import { type AttributeDeclarations, optional, required, withDefault } from "../attribute.js";
import {
  type AnyRuleContext,
  defineOperator,
  type NodeCost,
  type OperatorDefinition,
  type RuleOutput,
} from "../definition.js";
import { perElement } from "../elements.js";
import { requireShape } from "../requirements.js";

const domain = "ai.onnx.preview.training";

interface Optimiser {
  readonly attributes: AttributeDeclarations;
  /** Tensors of the state that it keeps beside each parameter. */
  readonly states: number;
  /** Arithmetic operations per element: the textbook update, with its decay of the weights. */
  readonly operations: number;
}

const epsilon = withDefault("float", 0);
const norm_coefficient = withDefault("float", 0);

const rows = {
  /** Duchi et al. 2011: G = g + c·x; H += G²; x -= r·G / (sqrt(H) + epsilon): 2 + 2 + 5. */
  Adagrad: {
    attributes: { decay_factor: withDefault("float", 0), epsilon, norm_coefficient },
    states: 1,
    operations: 9,
  },
  /** Kingma and Ba 2015: 2 for the decay, 3 for V, 4 for H, 5 for the step. */
  Adam: {
    attributes: {
      alpha: withDefault("float", 0.9),
      beta: withDefault("float", 0.999),
      epsilon,
      norm_coefficient,
      norm_coefficient_post: withDefault("float", 0),
    },
    states: 2,
    operations: 14,
  },
  /** G = g + c·x; V = alpha·V + beta·G; x -= r·V: 2 + 3 + 2. */
  Momentum: {
    attributes: {
      alpha: required("float"),
      beta: required("float"),
      mode: { ...required("string"), values: ["standard", "nesterov"] },
      norm_coefficient: required("float"),
    },
    states: 1,
    operations: 7,
  },
} as const satisfies Record<string, Optimiser>;

/** After R and T: all parameters, all gradients, then the states; the outputs are the new parameters and states. */
function inferOptimiser<D>(c: AnyRuleContext<D>, states: number): readonly RuleOutput<D>[] {
  const groups = 2 + states;
  const count = (c.inputs.length - 2) / groups;
  if (!Number.isInteger(count) || count < 1) {
    const expected = `R, T and then ${groups} for each parameter (itself, its gradient and ${states} of its state)`;
    c.fail("node/arity", { op: c.op, what: "inputs", expected, actual: `${c.inputs.length}` });
  }
  const parameters = Array.from({ length: count }, (_, i) => c.shape(2 + i));
  for (let group = 1; group < groups; group++) {
    parameters.forEach((shape, i) => requireShape(c, 2 + group * count + i, shape, "its parameter's shape"));
  }
  const outputOf = (index: number): RuleOutput<D> => ({ dtype: c.input(index).dtype, shape: c.shape(index) });
  const kept = Array.from({ length: states * count }, (_, i) => outputOf(2 + 2 * count + i));
  return [...parameters.map((_, i) => outputOf(2 + i)), ...kept];
}

function optimiser(op: string, row: Optimiser): OperatorDefinition {
  return defineOperator({
    op,
    domain,
    since: 1,
    attributes: row.attributes,
    inputs: [
      { name: "R", role: "control" },
      { name: "T", role: "control" },
      { name: "inputs", variadic: true },
    ],
    outputs: ["outputs..."],
    infer: (c) => inferOptimiser(c, row.states),
    cost(c): NodeCost {
      const count = (c.inputs.length - 2) / (2 + row.states);
      const each = Array.from({ length: count }, (_, i) => perElement(c.inputShape(2 + i), row.operations));
      return { flops: { "element-wise": each.flat() } };
    },
  });
}

export const adagrad = optimiser("Adagrad", rows.Adagrad);
export const adam = optimiser("Adam", rows.Adam);
export const momentum = optimiser("Momentum", rows.Momentum);

/** The gradient with respect to a tensor has that tensor's shape; the first inputs are the tensors `xs`. */
export const gradient = defineOperator({
  op: "Gradient",
  domain,
  since: 1,
  attributes: { xs: required("strings"), y: required("string"), zs: optional("strings") },
  inputs: [{ name: "Inputs", variadic: true }],
  outputs: ["Outputs..."],
  infer: (c) => (c.attributes.xs ?? []).map((_, index) => ({ dtype: c.input(index).dtype, shape: c.shape(index) })),
  reach: () => "global",
});
