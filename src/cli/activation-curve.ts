/** The function behind an activation's name with its slope, from the kernels that also run it. */
import { type ActivationName, activationFacts } from "../init/index.js";
import { unaryFunction } from "../ops/unary/formulas.js";
import { slopeOf } from "../ops/unary/gradient.js";
import type { Curve } from "../report/chart/activation-chart.js";

/** Operator and attributes, and a factor on the result; null for what is no function of one number. */
const operators: Readonly<
  Record<ActivationName, readonly [op: string, attributes: Readonly<Record<string, unknown>>, factor?: number] | null>
> = {
  sigmoid: ["Sigmoid", {}],
  tanh: ["Tanh", {}],
  relu: ["Relu", {}],
  // min(6, max(0, x)) is 6 times the hard sigmoid of slope 1/6.
  relu6: ["HardSigmoid", { alpha: 1 / 6, beta: 0 }, 6],
  leaky_relu: ["LeakyRelu", { alpha: 0.01 }],
  prelu: ["LeakyRelu", { alpha: 0.25 }],
  elu: ["Elu", { alpha: 1 }],
  selu: ["Selu", { alpha: 1.6732632423543772, gamma: 1.0507009873554805 }],
  gelu: ["Gelu", { approximate: "none" }],
  silu: ["Swish", { alpha: 1 }],
  hard_swish: ["HardSwish", {}],
  hard_sigmoid: ["HardSigmoid", { alpha: 1 / 6, beta: 0.5 }],
  softplus: ["Softplus", {}],
  mish: ["Mish", {}],
  softmax: null,
  log_softmax: null,
};

/** The curve of an activation; undefined for a word that is none, and for one of several numbers at once. */
export function curveOf(name: string): Curve | undefined {
  if (!Object.hasOwn(operators, name)) return undefined;
  const known = name as ActivationName;
  const operator = operators[known];
  if (operator === null) return undefined;
  const [op, attributes, factor = 1] = operator;
  const [f, slope] = [unaryFunction(op, attributes)?.number, slopeOf(op, attributes)];
  if (f === undefined || slope === undefined) return undefined;
  const { formula, greatestSlope } = activationFacts[known];
  const plain = (x: number): number => Number(f(x));
  return {
    name,
    formula,
    greatestSlope,
    value: (x) => factor * plain(x),
    slope: (x) => factor * slope(x, plain(x)),
  };
}
