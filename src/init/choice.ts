/** How a specification names an initialiser: the list of names, their options, and the schema of both. */
import * as z from "zod";

const gain = { gain: z.number().optional().describe("Factor on the standard deviation; 1 if absent.") };

/** Every initialiser by name: what it draws from, and the options it takes besides. */
const options = {
  zeros: { summary: "all zeros", fields: {} },
  ones: { summary: "all ones", fields: {} },
  constant: { summary: "one value everywhere", fields: { value: z.number().describe("The value.") } },
  normal: {
    summary: "a normal distribution",
    fields: {
      mean: z.number().optional().describe("0 if absent."),
      std: z.number().optional().describe("Standard deviation; 0.05 if absent."),
    },
  },
  truncated_normal: {
    summary: "a normal distribution without what lies beyond two standard deviations",
    fields: {
      mean: z.number().optional().describe("0 if absent."),
      std: z.number().optional().describe("Standard deviation; 0.05 if absent."),
    },
  },
  uniform: {
    summary: "a uniform distribution",
    fields: {
      low: z.number().optional().describe("-0.05 if absent."),
      high: z.number().optional().describe("0.05 if absent."),
    },
  },
  lecun_normal: { summary: "normal, variance 1/fan-in (LeCun et al., Efficient BackProp, 1998)", fields: gain },
  lecun_uniform: { summary: "uniform, variance 1/fan-in (LeCun et al., Efficient BackProp, 1998)", fields: gain },
  glorot_normal: { summary: "normal, variance 2/(fan-in + fan-out) (Glorot and Bengio, 2010)", fields: gain },
  glorot_uniform: { summary: "uniform, variance 2/(fan-in + fan-out) (Glorot and Bengio, 2010)", fields: gain },
  xavier_normal: { summary: "another name of glorot_normal", fields: gain },
  xavier_uniform: { summary: "another name of glorot_uniform", fields: gain },
  he_normal: { summary: "normal, variance 2/fan-in (He et al., 2015)", fields: gain },
  he_uniform: { summary: "uniform, variance 2/fan-in (He et al., 2015)", fields: gain },
  kaiming_normal: { summary: "another name of he_normal", fields: gain },
  kaiming_uniform: { summary: "another name of he_uniform", fields: gain },
  orthogonal: { summary: "a random orthogonal matrix (Saxe et al., 2014)", fields: gain },
} as const;

/** The name of an initialiser. */
export type InitialiserName = keyof typeof options;

/** Names of all initialisers. */
export const initialiserNames = Object.keys(options) as [InitialiserName, ...InitialiserName[]];

/** What each initialiser draws from, for documentation. */
export const initialiserSummaries: Readonly<Record<InitialiserName, string>> = Object.fromEntries(
  initialiserNames.map((name) => [name, options[name].summary]),
) as Record<InitialiserName, string>;

function optionsOf<N extends InitialiserName>(name: N) {
  return z.strictObject({ type: z.literal(name).describe(options[name].summary), ...options[name].fields });
}

const schema = z
  .union([
    z.enum(initialiserNames),
    z.discriminatedUnion("type", [
      optionsOf("zeros"),
      optionsOf("ones"),
      optionsOf("constant"),
      optionsOf("normal"),
      optionsOf("truncated_normal"),
      optionsOf("uniform"),
      optionsOf("lecun_normal"),
      optionsOf("lecun_uniform"),
      optionsOf("glorot_normal"),
      optionsOf("glorot_uniform"),
      optionsOf("xavier_normal"),
      optionsOf("xavier_uniform"),
      optionsOf("he_normal"),
      optionsOf("he_uniform"),
      optionsOf("kaiming_normal"),
      optionsOf("kaiming_uniform"),
      optionsOf("orthogonal"),
    ]),
  ])
  .meta({ id: "initialiser", description: "How the weight is drawn before training." });

type Inferred = typeof schema;

/** Named, so that the declarations of what uses it stay short. */
export interface InitialiserSchema extends Inferred {}

/** A name, or a name with options: `he_normal`, `{ type: normal, std: 0.01 }`. */
export const initialiserSchema: InitialiserSchema = schema;

/** What a specification may write for an initialiser. */
export type InitialiserInput = z.input<typeof initialiserSchema>;
