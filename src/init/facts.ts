/** What there is to say of each initialiser: formula, moments, source, the lecture's pros and cons. */
import { aliases } from "./distribution.js";

export interface InitialiserFacts {
  readonly formula: string;
  readonly mean: string;
  readonly variance: string;
  readonly range: string;
  readonly source?: string;
  /** What other readings of the same name there are, and what they give. */
  readonly readings?: readonly string[];
  readonly pros?: readonly string[];
  readonly cons?: readonly string[];
}

const symmetry = "symmetry: neurons learn the same features, as they get the same gradients (lecture)";
const breaking = "breaks the symmetry (lecture)";
const random = {
  pros: [breaking],
  cons: [
    "may saturate, which leads to a vanishing gradient (lecture)",
    "the slope may be small, so that gradient descent is slow (lecture)",
  ],
} as const;

/** The lecture's table, with what its words mean or where they do not hold. */
const lecun = {
  source: "LeCun, Bottou, Orr, Müller, Efficient BackProp, 1998, 4.6",
  pros: ["solves growing variance and gradient problems (lecture)"],
  cons: [
    "looks at the forward pass only; not useful in networks of constant width (lecture)",
    "not useful where the activation is not differentiable (lecture; it means ReLU, whose halved variance He restores)",
  ],
} as const;

const glorot = {
  source: "Glorot and Bengio, Understanding the difficulty of training deep feedforward networks, 2010, (12) and (16)",
  pros: [
    "decreases the probability of vanishing and exploding gradients (lecture)",
    "the variance of activations is the same in every layer; used widely with tanh and sigmoid (lecture)",
  ],
  cons: [
    "not useful where the activation is not differentiable: with ReLU the variance halves from layer to layer (lecture)",
    "dying neurons: the gradient can be 0 with ReLU (lecture)",
  ],
} as const;

const he = {
  source: "He, Zhang, Ren, Sun, Delving deep into rectifiers, 2015, (10) and (14)",
  pros: ["solves the problem of dying neurons; used mainly with ReLU (lecture)"],
  cons: [
    'the lecture\'s table says "not useful for layers with differentiable activation function such as ReLU or LeakyReLU": it means differentiable ones such as tanh; for ReLU and LeakyReLU it was made',
  ],
} as const;

const noise = "variance 1/fan, by which a linear layer keeps the variance of its input";

export const initialiserFacts: Readonly<Record<string, InitialiserFacts>> = {
  zeros: {
    formula: "w = 0",
    mean: "0",
    variance: "0",
    range: "0",
    pros: ["simple (lecture)", "right for biases"],
    cons: [symmetry],
  },
  ones: {
    formula: "w = 1",
    mean: "1",
    variance: "0",
    range: "1",
    pros: ["simple (lecture)", "right for the scales of normalisations"],
    cons: [symmetry],
  },
  constant: {
    formula: "w = value",
    mean: "value",
    variance: "0",
    range: "value",
    pros: ["simple (lecture)"],
    cons: [symmetry],
  },
  normal: { formula: "w ~ N(mean, std²)", mean: "mean", variance: "std²", range: "-∞ to ∞", ...random },
  uniform: {
    formula: "w ~ U[low, high]",
    mean: "(low + high)/2",
    variance: "(high - low)²/12",
    range: "low to high",
    ...random,
  },
  truncated_normal: {
    formula: "w ~ N(mean, std²), drawn again beyond mean ± 2·std",
    mean: "mean",
    variance: "0.7737·std²",
    range: "mean - 2·std to mean + 2·std",
    source: "as TensorFlow's truncated_normal; PyTorch's trunc_normal_ cuts at ±2, whatever std is",
    ...random,
  },
  lecun_normal: {
    formula: "w ~ N(0, gain²/fan_in)",
    mean: "0",
    variance: "gain²/fan_in",
    range: "-∞ to ∞",
    readings: [
      "the lecture's N(0, sqrt(1/n_in)) names the standard deviation: variance 1/n_in, the same",
      "read as a variance it would be sqrt(1/n_in), which is greater by sqrt(n_in): 10 times at 100 inputs",
      `gain 1 gives ${noise}`,
    ],
    ...lecun,
  },
  lecun_uniform: {
    formula: "w ~ U(±gain·sqrt(3/fan_in))",
    mean: "0",
    variance: "gain²/fan_in",
    range: "-gain·sqrt(3/fan_in) to gain·sqrt(3/fan_in)",
    readings: [
      "the literature's ±sqrt(3/n_in), used here, has the variance (2·a)²/12 = a²/3 = 1/n_in",
      "the lecture's ±sqrt(1/n_in) has the variance 1/(3·n_in), a third of it: { type: lecun_uniform, gain: 0.57735 }",
      "PyTorch draws the kernels of Linear and Conv2d from ±sqrt(1/n_in) where nothing is said",
    ],
    ...lecun,
  },
  glorot_normal: {
    formula: "w ~ N(0, gain²·2/(fan_in + fan_out))",
    mean: "0",
    variance: "gain²·2/(fan_in + fan_out)",
    range: "-∞ to ∞",
    ...glorot,
  },
  glorot_uniform: {
    formula: "w ~ U(±gain·sqrt(6/(fan_in + fan_out)))",
    mean: "0",
    variance: "gain²·2/(fan_in + fan_out)",
    range: "-gain·sqrt(6/(fan_in + fan_out)) to gain·sqrt(6/(fan_in + fan_out))",
    readings: ["the lecture's sqrt(6)/sqrt(n_i + n_(i+1)) is the same"],
    ...glorot,
  },
  he_normal: {
    formula: "w ~ N(0, gain²·2/fan_in)",
    mean: "0",
    variance: "gain²·2/fan_in",
    range: "-∞ to ∞",
    readings: [
      "the lecture's G(0, 2/n_i) names the variance: 2/n_i, the same",
      "read as a standard deviation it would give the variance 4/n_i², which is smaller by 2/n_i: 50 times at 100 inputs",
      "Keras cuts it off at two standard deviations and widens it so that the variance stays",
    ],
    ...he,
  },
  he_uniform: {
    formula: "w ~ U(±gain·sqrt(6/fan_in))",
    mean: "0",
    variance: "gain²·2/fan_in",
    range: "-gain·sqrt(6/fan_in) to gain·sqrt(6/fan_in)",
    ...he,
  },
  orthogonal: {
    formula: "a random matrix with W·Wᵀ = gain²·I (or Wᵀ·W, if it has more rows than columns)",
    mean: "0",
    variance: "gain²/max(rows, columns)",
    range: "-gain to gain",
    source: "Saxe, McClelland, Ganguli, Exact solutions to the nonlinear dynamics of learning, 2014",
    pros: ["keeps the length of what passes through exactly, not only on average"],
    cons: ["takes time that grows with the square of the smaller side"],
  },
  identity: {
    formula: "gain·I; in a kernel, gain at its middle and 0 elsewhere (dirac)",
    mean: "gain/max(rows, columns)",
    variance: "gain²·(1/m - 1/m²), m = max(rows, columns)",
    range: "0 to gain",
    source: "as PyTorch's eye_ and dirac_",
    pros: ["the layer passes its input on"],
    cons: ["square parts only: more outputs than inputs get zeros, which stay alike"],
  },
};

/** The name that says the same as this one; itself for most. */
export function mainName(name: string): string {
  return name === "dirac" ? "identity" : (aliases[name] ?? name);
}

/** Facts of an initialiser; undefined for a word that is none. */
export function factsOfInitialiser(name: string): InitialiserFacts | undefined {
  const main = mainName(name);
  return Object.hasOwn(initialiserFacts, main) ? initialiserFacts[main] : undefined;
}
