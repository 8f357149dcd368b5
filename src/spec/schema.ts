/** The schema of a specification: what may be written, key by key. JSON Schema, types and documentation come from it. */
import * as z from "zod";
import { initialiserSchema } from "../init/index.js";
import { dtypeNames } from "../tensor/index.js";
import { type Fields, integerSchema, shapeOf } from "./field.js";
import { list } from "./item-schema.js";
import { activation as activationField } from "./layers/activation.js";
import { type Layer, layers } from "./layers/index.js";
import { norm } from "./layers/normalisation.js";
import { reference, value, valueList } from "./value-schema.js";

const activation = activationField.schema.optional();

const source = z
  .strictObject({
    title: z.string().optional(),
    authors: z.string().optional(),
    year: z.int().optional(),
    venue: z.string().optional(),
    url: z.string().optional(),
    variant: z.string().optional().describe("Which variant of the architecture this is."),
  })
  .describe("Where the architecture comes from.");

const input = z
  .strictObject({
    shape: z
      .array(integerSchema(1))
      .describe("Its shape without the batch: numbers, parameters, or new names for sizes left open, as in [3, H, W]."),
    dtype: z.enum(dtypeNames).optional().describe("float32 if absent."),
    axes: z.array(z.string()).optional().describe("What the axes mean, such as [C, H, W]."),
  })
  .meta({ id: "input" });

const parameterTypes = z.enum(["integer", "number", "boolean", "string", "list"]);
const parameter = z
  .union(
    [
      parameterTypes,
      z.number(),
      z.boolean(),
      valueList,
      z.strictObject({ type: parameterTypes, default: value.optional(), description: z.string().optional() }),
    ],
    {
      error: "integer, number, boolean, string, list, a default, or { type, default }",
    },
  )
  .meta({ id: "parameter", description: "A parameter: its type, its default, or both." });
const parameters = z.record(z.string(), parameter);
const definitions = z.record(z.string(), value);

const block = z
  .strictObject({
    description: z.string().optional().describe("What the block does."),
    parameters: parameters.optional().describe("What an instance gives; a parameter without a default must be given."),
    inputs: z.array(z.string()).min(1).optional().describe("Names of its inputs, where it takes several."),
    let: definitions.optional().describe("Values computed from the parameters and from `in`, in order."),
    layers: list,
  })
  .meta({ id: "block" });

/** Keys that every layer must write itself have no default. */
type Defaultable<F extends Fields> = {
  [K in keyof F as F[K]["needed"] extends true ? never : K]?: z.input<F[K]["schema"]> | undefined;
};
type LayerDefaults = { [L in Layer as L["type"]]: z.ZodOptional<z.ZodType<Defaultable<L["fields"]>>> };

function defaultable(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => !field.needed));
}

const layerDefaults = Object.fromEntries(
  layers.map((layer): [string, z.ZodType] => [
    layer.type,
    z
      .strictObject(shapeOf(defaultable(layer.fields)))
      .optional()
      .describe(`Defaults of ${layer.type}.`),
  ]),
) as LayerDefaults;

const defaults = z
  .strictObject({
    activation: activation.describe("Behind every convolution and dense layer."),
    norm: norm.schema.optional().describe("Behind every convolution and dense layer."),
    init: initialiserSchema.optional().describe("Kernels of convolutions and dense layers."),
    bias_init: initialiserSchema.optional().describe("Biases of convolutions and dense layers."),
    ...layerDefaults,
  })
  .describe("What holds where a layer does not say otherwise: for all, and by layer type.");

const fact = z.union([z.string(), z.strictObject({ text: z.string(), source: z.string().optional() })], {
  error: "a text, or { text, source }",
});

/** A whole specification. */
export const specSchema = z
  .strictObject({
    $schema: z.string().optional().describe("For editors."),
    name: z.string().min(1).describe("Short name, as in file names."),
    title: z.string().optional().describe("The name as people write it; may hold parameters in braces."),
    description: z.string().optional().describe("What the architecture is, in a sentence or two."),
    source: source.optional(),
    facts: z.array(fact).optional().describe("What is worth knowing, with where it stands."),
    input: input.optional().describe("The input, where there is one."),
    inputs: z.record(z.string(), input).optional().describe("The inputs by name, where there are several."),
    outputs: z
      .union([z.array(reference).min(1), z.record(z.string(), reference)], {
        error: "a list of names, or names by output name",
      })
      .optional()
      .describe("What the network gives; the last layer's output if absent."),
    parameters: parameters.optional().describe("Parameters of the whole file, set by variants."),
    variants: z
      .record(
        z.string(),
        z
          .object({
            title: z.string().optional().describe("Instead of the file's title."),
            description: z.string().optional().describe("Instead of the file's description."),
            variant: z.string().optional().describe("Which variant of the architecture it is, for the source."),
          })
          .catchall(value),
      )
      .optional()
      .describe(
        "Networks of this file by name: each has a title, says which variant it is, and gives the parameters values.",
      ),
    functions: z
      .record(z.string(), z.string())
      .optional()
      .describe('Functions: { "round8(x)": "max(8, floor((x + 4) / 8) * 8)" }.'),
    let: definitions.optional().describe("Values computed from the parameters, in order."),
    defaults: defaults.optional(),
    blocks: z.record(z.string(), block).optional().describe("Parts that are used several times."),
    layers: list,
  })
  .meta({ id: "architecture", title: "shapewright architecture" });

/** A specification as it is written. */
export type SpecInput = z.input<typeof specSchema>;
/** A specification after reading. */
export type SpecDocument = z.output<typeof specSchema>;
export type BlockDocument = z.output<typeof block>;
export type ParameterDocument = z.output<typeof parameter>;
