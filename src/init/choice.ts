/** How a specification names an initialiser: the list of names, their options, and the schema of both. */
import * as z from "zod/mini";

const gain = { gain: "Factor on the standard deviation; 1 if absent." } as const;
/** What the families take that scale by a number of connections. */
const scaled = {
  ...gain,
  fan: {
    choices: ["in", "out", "average"],
    text: "Which connections the variance is divided by; `in` if absent, `average` of the glorot ones.",
  },
  nonlinearity: {
    choices: ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"],
    text: "The activation behind, whose gain (as PyTorch has it) takes the place of the family's own factor.",
  },
  slope: "Slope of leaky_relu where x is negative; 0.01 if absent.",
} as const;
const normal = { mean: "0 if absent.", std: "Standard deviation; 0.05 if absent." } as const;

/** Every initialiser by name: what it draws from, and the options it takes besides: numbers, or one of several words. */
const options = {
  zeros: { summary: "all zeros", fields: {} },
  ones: { summary: "all ones", fields: {} },
  constant: { summary: "one value everywhere", fields: { value: "The value." } },
  normal: {
    summary: "a normal distribution",
    fields: normal,
  },
  truncated_normal: {
    summary: "a normal distribution without what lies beyond two standard deviations",
    fields: normal,
  },
  uniform: {
    summary: "a uniform distribution",
    fields: { low: "-0.05 if absent.", high: "0.05 if absent." },
  },
  lecun_normal: { summary: "normal, variance 1/fan-in (LeCun et al., Efficient BackProp, 1998)", fields: scaled },
  lecun_uniform: { summary: "uniform, variance 1/fan-in (LeCun et al., Efficient BackProp, 1998)", fields: scaled },
  glorot_normal: { summary: "normal, variance 2/(fan-in + fan-out) (Glorot and Bengio, 2010)", fields: scaled },
  glorot_uniform: { summary: "uniform, variance 2/(fan-in + fan-out) (Glorot and Bengio, 2010)", fields: scaled },
  xavier_normal: { summary: "another name of glorot_normal", fields: scaled },
  xavier_uniform: { summary: "another name of glorot_uniform", fields: scaled },
  he_normal: { summary: "normal, variance 2/fan-in (He et al., 2015)", fields: scaled },
  he_uniform: { summary: "uniform, variance 2/fan-in (He et al., 2015)", fields: scaled },
  kaiming_normal: { summary: "another name of he_normal", fields: scaled },
  kaiming_uniform: { summary: "another name of he_uniform", fields: scaled },
  orthogonal: { summary: "a random orthogonal matrix (Saxe et al., 2014)", fields: gain },
  identity: { summary: "the unit matrix, or a kernel of zeros with a 1 in the middle", fields: gain },
  dirac: { summary: "another name of identity", fields: gain },
} as const;

/** The name of an initialiser. */
export type InitialiserName = keyof typeof options;

/** Names of all initialisers. */
export const initialiserNames = Object.keys(options) as [InitialiserName, ...InitialiserName[]];

/** What each initialiser draws from, for documentation. */
export const initialiserSummaries: Readonly<Record<InitialiserName, string>> = Object.fromEntries(
  initialiserNames.map((name) => [name, options[name].summary]),
) as Record<InitialiserName, string>;

/** The one option that has no default. */
type Needed = "value";
const needed: Needed = "value";

type ValueOf<F> = F extends { readonly choices: readonly (infer C)[] } ? C : number;
type Options<F> = { [K in keyof F & Needed]: number } & { [K in Exclude<keyof F, Needed>]?: ValueOf<F[K]> | undefined };

/** What a specification may write for an initialiser: a name, or one with options: `{ type: normal, std: 0.01 }`. */
export type InitialiserInput =
  | InitialiserName
  | { [N in InitialiserName]: { type: N } & Options<(typeof options)[N]["fields"]> }[InitialiserName];

/** What there is to say of an option: of a number its meaning, of words these too. */
type Field = string | { readonly choices: readonly string[]; readonly text: string };

function optionsOf(name: InitialiserName) {
  const { summary, fields } = options[name];
  const values = Object.entries<Field>(fields).map(([key, field]) => {
    const value = typeof field === "string" ? z.number() : z.enum(field.choices);
    const schema = key === needed ? value : z.optional(value);
    const description = typeof field === "string" ? field : field.text;
    return [key, schema.register(z.globalRegistry, { description })] as const;
  });
  const type = z.literal(name).register(z.globalRegistry, { description: summary });
  return z.strictObject({ type, ...Object.fromEntries(values) });
}

/** The Zod schema of {@link InitialiserInput}. */
export function initialiserSchema(): z.ZodMiniType<InitialiserInput, InitialiserInput> {
  const [first, ...rest] = initialiserNames;
  const withOptions = z.discriminatedUnion("type", [optionsOf(first), ...rest.map(optionsOf)]);
  return z.union([z.enum(initialiserNames), withOptions]) as z.ZodMiniType as z.ZodMiniType<
    InitialiserInput,
    InitialiserInput
  >;
}
