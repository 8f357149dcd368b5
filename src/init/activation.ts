/** Activations as functions: formula, derivative, greatest slope, saturation, and the gain that initialisers use. */

export interface ActivationFacts {
  readonly formula: string;
  readonly derivative: string;
  /** Of the outputs. */
  readonly range: string;
  /** The derivative's greatest absolute value, and where it is taken (or approached). */
  readonly greatestSlope: { readonly value: number; readonly at: string };
  /** Where the derivative goes to zero, so that no gradient passes. */
  readonly saturates: string;
  /** PyTorch's `calculate_gain`; absent where it gives none. */
  readonly gain?: { readonly value: number; readonly text: string };
  readonly pros?: readonly string[];
  readonly cons?: readonly string[];
  readonly source?: string;
}

/** Klambauer et al., Self-normalizing neural networks, 2017. */
const selu = { alpha: 1.6732632423543772, lambda: 1.0507009873554805 } as const;

/** The lecture on sigmoid and tanh alike. */
const squeezing = [
  "mostly here gradients vanish: both ends saturate, and there the derivative is zero (lecture)",
  "through n layers the gradient is a product of n slopes, so it decreases exponentially with n (lecture)",
] as const;
const unsaturated = "less prone to vanishing gradients than sigmoid and tanh (lecture)";
const dying = "a unit whose inputs are all negative gets no gradient and stays dead";

/** Greatest slopes by calculus; those of gelu, silu and mish are where the second derivative is zero. */
export const activationFacts = {
  sigmoid: {
    formula: "1/(1 + exp(-x))",
    derivative: "f(x)·(1 - f(x))",
    range: "0 to 1",
    greatestSlope: { value: 0.25, at: "x = 0" },
    saturates: "at both ends: the slope is below 0.0067 beyond ±5",
    gain: { value: 1, text: "1" },
    pros: ["its output reads as a probability"],
    cons: ["squeezes a large input space into 0 to 1: outputs vary far less than inputs (lecture)", ...squeezing],
  },
  tanh: {
    formula: "(exp(x) - exp(-x))/(exp(x) + exp(-x))",
    derivative: "1 - f(x)²",
    range: "-1 to 1",
    greatestSlope: { value: 1, at: "x = 0" },
    saturates: "at both ends: the slope is below 0.00019 beyond ±5",
    gain: { value: 5 / 3, text: "5/3" },
    pros: ["centred on zero, slope 1 there: with Xavier's initialisation activations keep their variance (lecture)"],
    cons: squeezing,
  },
  relu: {
    formula: "max(0, x)",
    derivative: "1 where x > 0, 0 elsewhere",
    range: "0 to ∞",
    greatestSlope: { value: 1, at: "x > 0" },
    saturates: "where x < 0: the slope is exactly 0",
    gain: { value: Math.SQRT2, text: "sqrt(2)" },
    pros: [unsaturated, "cheap: one comparison"],
    cons: [dying],
    source: "Nair and Hinton, 2010",
  },
  relu6: {
    formula: "min(6, max(0, x))",
    derivative: "1 where 0 < x < 6, 0 elsewhere",
    range: "0 to 6",
    greatestSlope: { value: 1, at: "0 < x < 6" },
    saturates: "where x < 0 and where x > 6: the slope is exactly 0",
    pros: ["bounded, so that few bits hold its outputs"],
    cons: [dying],
    source: "Howard et al., MobileNets, 2017",
  },
  leaky_relu: {
    formula: "x where x >= 0, alpha·x elsewhere (alpha 0.01)",
    derivative: "1 where x > 0, alpha elsewhere",
    range: "-∞ to ∞",
    greatestSlope: { value: 1, at: "x > 0" },
    saturates: "nowhere: the slope is at least alpha",
    gain: { value: Math.sqrt(2 / (1 + 0.01 ** 2)), text: "sqrt(2/(1 + alpha²))" },
    pros: [unsaturated, "no unit dies"],
    source: "Maas et al., 2013",
  },
  prelu: {
    formula: "x where x >= 0, a·x elsewhere (a is learnt)",
    derivative: "1 where x > 0, a elsewhere",
    range: "-∞ to ∞",
    greatestSlope: { value: 1, at: "x > 0, while |a| <= 1" },
    saturates: "nowhere, unless a is 0",
    pros: ["no unit dies"],
    source: "He et al., 2015",
  },
  elu: {
    formula: "x where x >= 0, alpha·(exp(x) - 1) elsewhere (alpha 1)",
    derivative: "1 where x > 0, f(x) + alpha elsewhere",
    range: "-alpha to ∞",
    greatestSlope: { value: 1, at: "x > 0" },
    saturates: "where x goes to -∞: the slope is exp(x)",
    pros: [unsaturated, "its mean output is closer to zero than ReLU's"],
    source: "Clevert et al., 2016",
  },
  selu: {
    formula: "λ·x where x > 0, λ·α·(exp(x) - 1) elsewhere (λ 1.0507, α 1.6733)",
    derivative: "λ where x > 0, f(x) + λ·α elsewhere",
    range: "-1.758 to ∞",
    greatestSlope: { value: selu.alpha * selu.lambda, at: "x just below 0" },
    saturates: "where x goes to -∞",
    gain: { value: 3 / 4, text: "3/4" },
    pros: ["keeps mean 0 and variance 1 from layer to layer, with LeCun's normal initialisation"],
    source: "Klambauer et al., 2017",
  },
  gelu: {
    formula: "x·Φ(x), Φ the normal distribution function",
    derivative: "Φ(x) + x·φ(x)",
    range: "-0.170 to ∞",
    greatestSlope: { value: 1.1289041452, at: "x = sqrt(2)" },
    saturates: "where x goes to -∞",
    source: "Hendrycks and Gimpel, 2016",
  },
  silu: {
    formula: "x·sigmoid(x)",
    derivative: "sigmoid(x)·(1 + x·(1 - sigmoid(x)))",
    range: "-0.278 to ∞",
    greatestSlope: { value: 1.09983932, at: "x = 2.3994" },
    saturates: "where x goes to -∞",
    source: "Ramachandran et al., Searching for activation functions, 2017",
  },
  hard_swish: {
    formula: "x·max(0, min(1, x/6 + 1/2))",
    derivative: "x/3 + 1/2 where -3 < x < 3, 0 below, 1 above",
    range: "-0.375 to ∞",
    greatestSlope: { value: 1.5, at: "x just below 3" },
    saturates: "where x < -3: the slope is exactly 0",
    source: "Howard et al., Searching for MobileNetV3, 2019",
  },
  hard_sigmoid: {
    formula: "max(0, min(1, x/6 + 1/2))",
    derivative: "1/6 where -3 < x < 3, 0 elsewhere",
    range: "0 to 1",
    greatestSlope: { value: 1 / 6, at: "-3 < x < 3" },
    saturates: "beyond ±3: the slope is exactly 0",
    cons: squeezing,
  },
  softplus: {
    formula: "log(1 + exp(x))",
    derivative: "sigmoid(x)",
    range: "0 to ∞",
    greatestSlope: { value: 1, at: "x goes to ∞" },
    saturates: "where x goes to -∞",
  },
  mish: {
    formula: "x·tanh(log(1 + exp(x)))",
    derivative: "tanh(softplus(x)) + x·sigmoid(x)·(1 - tanh²(softplus(x)))",
    range: "-0.309 to ∞",
    greatestSlope: { value: 1.08849816, at: "x = 1.4907" },
    saturates: "where x goes to -∞",
    source: "Misra, 2019",
  },
  softmax: {
    formula: "exp(x[i])/(exp(x[0]) + exp(x[1]) + ...)",
    derivative: "f[i]·(1 - f[i]) by its own input, -f[i]·f[j] by another",
    range: "0 to 1, all together 1",
    greatestSlope: { value: 0.25, at: "f[i] = 1/2" },
    saturates: "where one input exceeds the others: all slopes go to 0",
  },
  log_softmax: {
    formula: "x[i] - log(exp(x[0]) + exp(x[1]) + ...)",
    derivative: "1 - exp(f[i]) by its own input, -exp(f[j]) by another",
    range: "-∞ to 0",
    greatestSlope: { value: 1, at: "f[i] goes to -∞" },
    saturates: "for the greatest input alone, where it exceeds the others",
  },
} as const satisfies Readonly<Record<string, ActivationFacts>>;

export type ActivationName = keyof typeof activationFacts;

/** Facts of an activation; undefined for a word that is none. */
export function factsOfActivation(name: string): ActivationFacts | undefined {
  return Object.hasOwn(activationFacts, name) ? activationFacts[name as ActivationName] : undefined;
}

/** What `nonlinearity` may name: what PyTorch's `calculate_gain` knows. */
const gains = {
  linear: () => 1,
  sigmoid: () => activationFacts.sigmoid.gain.value,
  tanh: () => activationFacts.tanh.gain.value,
  relu: () => activationFacts.relu.gain.value,
  leaky_relu: (slope: number) => Math.sqrt(2 / (1 + slope ** 2)),
  selu: () => activationFacts.selu.gain.value,
} as const satisfies Record<string, (slope: number) => number>;

export type NonLinearity = keyof typeof gains;

export function isNonLinearity(name: string): name is NonLinearity {
  return Object.hasOwn(gains, name);
}

/**
 * The factor on the standard deviation by which a layer before this activation keeps the variance, as PyTorch's
 * `torch.nn.init.calculate_gain` has it; `slope` is leaky_relu's.
 */
export function gainOf(nonlinearity: NonLinearity, slope = 0.01): number {
  return gains[nonlinearity](slope);
}
