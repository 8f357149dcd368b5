/** The activation functions of recurrent cells by name, with the parameters that a node gives them. */
import { unaryOperators } from "../unary/definition.js";
import { unaryFunction } from "../unary/formulas.js";

export type Activation = (x: number) => number;

interface Parameters {
  readonly alpha: number;
  readonly beta: number;
}

/** Functions that only recurrent operators have, with the defaults of the ONNX operators where there are any. */
const own: Readonly<Record<string, (parameters: Parameters) => Activation>> = {
  Affine:
    ({ alpha, beta }) =>
    (x) =>
      alpha * x + beta,
  ScaledTanh:
    ({ alpha, beta }) =>
    (x) =>
      alpha * Math.tanh(beta * x),
};

function defaultsOf(name: string): Partial<Parameters> {
  const { alpha, beta } = Object.hasOwn(unaryOperators, name)
    ? unaryOperators[name as keyof typeof unaryOperators].attributes
    : { alpha: { default: 1 }, beta: { default: 0 } };
  const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
  const [a, b] = [numberOf(alpha?.default), numberOf(beta?.default)];
  return { ...(a !== undefined && { alpha: a }), ...(b !== undefined && { beta: b }) };
}

/** The name as the tables spell it: ONNX compares these names without case. */
function canonicalName(name: string): string {
  const names = [...Object.keys(own), ...Object.keys(unaryOperators)];
  return names.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
}

export interface NamedActivation {
  readonly name: string;
  readonly alpha: number | undefined;
  readonly beta: number | undefined;
}

/** Names in order; each takes the next of the given alphas and betas if it has such a parameter (ONNX LSTM). */
export function nameActivations(
  names: readonly string[],
  alphas: readonly number[] = [],
  betas: readonly number[] = [],
): readonly NamedActivation[] {
  const [nextAlpha, nextBeta] = [[...alphas], [...betas]];
  return names.map((written) => {
    const name = canonicalName(written);
    const defaults = defaultsOf(name);
    return {
      name,
      alpha: defaults.alpha === undefined ? undefined : (nextAlpha.shift() ?? defaults.alpha),
      beta: defaults.beta === undefined ? undefined : (nextBeta.shift() ?? defaults.beta),
    };
  });
}

/** The functions of {@link nameActivations}. */
export function readActivations(
  names: readonly string[],
  alphas?: readonly number[],
  betas?: readonly number[],
): readonly Activation[] {
  return nameActivations(names, alphas, betas).map(({ name, alpha, beta }) => {
    const made = own[name]?.({ alpha: alpha ?? 1, beta: beta ?? 0 });
    const number = unaryFunction(name, { alpha, beta })?.number;
    return made ?? ((x) => Number(number?.(x) ?? Number.NaN));
  });
}
