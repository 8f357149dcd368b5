/** What initialisers and their options mean, for documentation and JSON Schema. */
import type { InitialiserName, InitialiserOption } from "./choice.js";

/** What each initialiser draws from. */
export const initialiserSummaries: Readonly<Record<InitialiserName, string>> = {
  zeros: "all zeros",
  ones: "all ones",
  constant: "one value everywhere",
  normal: "a normal distribution",
  truncated_normal: "a normal distribution without what lies beyond two standard deviations",
  uniform: "a uniform distribution",
  lecun_normal: "normal, variance 1/fan-in (LeCun et al., Efficient BackProp, 1998)",
  lecun_uniform: "uniform, variance 1/fan-in (LeCun et al., Efficient BackProp, 1998)",
  glorot_normal: "normal, variance 2/(fan-in + fan-out) (Glorot and Bengio, 2010)",
  glorot_uniform: "uniform, variance 2/(fan-in + fan-out) (Glorot and Bengio, 2010)",
  xavier_normal: "another name of glorot_normal",
  xavier_uniform: "another name of glorot_uniform",
  he_normal: "normal, variance 2/fan-in (He et al., 2015)",
  he_uniform: "uniform, variance 2/fan-in (He et al., 2015)",
  kaiming_normal: "another name of he_normal",
  kaiming_uniform: "another name of he_uniform",
  orthogonal: "a random orthogonal matrix (Saxe et al., 2014)",
  identity: "the unit matrix, or a kernel of zeros with a 1 in the middle",
  dirac: "another name of identity",
};

export const optionTexts: Readonly<Record<InitialiserOption, string>> = {
  gain: "Factor on the standard deviation; 1 if absent.",
  fan: "Which connections the variance is divided by; `in` if absent, `average` of the glorot ones.",
  nonlinearity: "The activation behind, whose gain (as PyTorch has it) takes the place of the family's own factor.",
  slope: "Slope of leaky_relu where x is negative; 0.01 if absent.",
  mean: "0 if absent.",
  std: "Standard deviation; 0.05 if absent.",
  low: "-0.05 if absent.",
  high: "0.05 if absent.",
  value: "The value.",
};
