/** How a specification names an initialiser: the list of names, their options, and the schema of both. */
import * as z from "zod/mini";

const gain = { gain: "number" } as const;
/** What the families take that scale by a number of connections. */
const scaled = {
  ...gain,
  fan: ["in", "out", "average"],
  nonlinearity: ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"],
  slope: "number",
} as const;
const normal = { mean: "number", std: "number" } as const;

/** Every initialiser by name, with the options it takes besides: numbers, or one of several words. */
const options = {
  zeros: {},
  ones: {},
  constant: { value: "number" },
  normal,
  truncated_normal: normal,
  uniform: { low: "number", high: "number" },
  lecun_normal: scaled,
  lecun_uniform: scaled,
  glorot_normal: scaled,
  glorot_uniform: scaled,
  xavier_normal: scaled,
  xavier_uniform: scaled,
  he_normal: scaled,
  he_uniform: scaled,
  kaiming_normal: scaled,
  kaiming_uniform: scaled,
  orthogonal: gain,
  identity: gain,
  dirac: gain,
} as const;

/** The name of an initialiser. */
export type InitialiserName = keyof typeof options;

/** Names of all initialisers. */
export const initialiserNames = Object.keys(options) as [InitialiserName, ...InitialiserName[]];

/** The one option that has no default. */
type Needed = "value";
const needed: Needed = "value";

type ValueOf<F> = F extends readonly (infer C)[] ? C : number;
/** The options of any initialiser. */
export type InitialiserOption = { [N in InitialiserName]: keyof (typeof options)[N] }[InitialiserName];

type Options<F> = { [K in keyof F & Needed]: number } & { [K in Exclude<keyof F, Needed>]?: ValueOf<F[K]> | undefined };

/** What a specification may write for an initialiser: a name, or one with options: `{ type: normal, std: 0.01 }`. */
export type InitialiserInput =
  | InitialiserName
  | { [N in InitialiserName]: { type: N } & Options<(typeof options)[N]> }[InitialiserName];

function optionsOf(name: InitialiserName) {
  const values = Object.entries<"number" | readonly string[]>(options[name]).map(([key, kind]) => {
    const value = kind === "number" ? z.number() : z.enum(kind);
    const schema = key === needed ? value : z.optional(value);
    return [key, schema.register(z.globalRegistry, { description: `option.${key}` })] as const;
  });
  const type = z.literal(name).register(z.globalRegistry, { description: `initialiser.${name}` });
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
