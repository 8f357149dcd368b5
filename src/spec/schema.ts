/** The schema of a specification: what may be written, key by key. JSON Schema, types and documentation come from it. */
import * as z from "zod/mini";
import { dtypeNames } from "../tensor/index.js";
import type { Fields, OptionalFields, Part } from "./field.js";
import { describe, initialiser, integer, optional, optionalField, shapeOf, text } from "./field-schema.js";
import { list } from "./item-schema.js";
import { activation } from "./layers/activation.js";
import { type Layer, layers } from "./layers/index.js";
import { norm } from "./layers/normalisation.js";
import { once } from "./once.js";
import { reference, value, valueList } from "./value-schema.js";

function source() {
  const parts = {
    title: z.optional(z.string()),
    authors: z.optional(z.string()),
    year: z.optional(z.int()),
    venue: z.optional(z.string()),
    url: z.optional(z.string()),
    variant: optional(z.string(), "Which variant of the architecture this is."),
  };
  return optional(z.strictObject(parts), "Where the architecture comes from.");
}

const input = once(() => {
  const shape = z.array(integer(1));
  const parts = {
    shape: describe(
      shape,
      "Its shape without the batch: numbers, parameters, or new names for sizes left open, as in [3, H, W].",
    ),
    dtype: optional(z.enum(dtypeNames), "float32 if absent."),
    axes: optional(z.array(z.string()), "What the axes mean, such as [C, H, W]."),
  };
  return describe(z.strictObject(parts), "An input of the network.", "input");
});

const parameter = once(() => {
  const type = z.enum(["integer", "number", "boolean", "string", "list"]);
  const both = { type, default: z.optional(value()), description: z.optional(z.string()) };
  const schema = z.union([type, z.number(), z.boolean(), valueList(), z.strictObject(both)], {
    error: "integer, number, boolean, string, list, a default, or { type, default }",
  });
  return describe(schema, "A parameter: its type, its default, or both.", "parameter");
});

const parameters = (meaning: string) => optional(z.record(z.string(), parameter()), meaning);
const definitions = (meaning: string) => optional(z.record(z.string(), value()), meaning);

const block = once(() => {
  const schema = z.strictObject({
    description: optional(z.string(), "What the block does."),
    parameters: parameters("What an instance gives; a parameter without a default must be given."),
    inputs: optional(z.array(z.string()).check(z.minLength(1)), "Names of its inputs, where it takes several."),
    let: definitions("Values computed from the parameters and from `in`, in order."),
    layers: list(),
  });
  return describe(schema, "A part that is used several times.", "block");
});

type LayerDefaults = { [L in Layer as L["type"]]: z.ZodMiniOptional<Part<OptionalFields<L["fields"]>>> };

/** Keys that every layer must write itself have no default. */
function defaultable(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, field]) => !field.needed));
}

function defaults() {
  const byType = layers.map(({ type, fields }) => {
    return [type, optional(z.strictObject(shapeOf(defaultable(fields))), `Defaults of ${type}.`)] as const;
  });
  const schema = z.strictObject({
    activation: optional(optionalField(activation), "Behind every convolution and dense layer."),
    norm: optional(optionalField(norm), "Behind every convolution and dense layer."),
    init: optional(initialiser(), "Kernels of convolutions and dense layers."),
    bias_init: optional(initialiser(), "Biases of convolutions and dense layers."),
    ...(Object.fromEntries<z.ZodMiniType>(byType) as LayerDefaults),
  });
  return optional(schema, "What holds where a layer does not say otherwise: for all, and by layer type.");
}

function facts() {
  const cited = z.strictObject({ text: z.string(), source: z.optional(z.string()) });
  const fact = z.union([z.string(), cited], { error: "a text, or { text, source }" });
  return optional(z.array(fact), "What is worth knowing, with where it stands.");
}

function outputs() {
  const names = z.array(reference()).check(z.minLength(1));
  const schema = z.union([names, z.record(z.string(), reference())], {
    error: "a list of names, or names by output name",
  });
  return optional(schema, "What the network gives; the last layer's output if absent.");
}

function variants() {
  const texts = {
    title: optional(z.string(), "Instead of the file's title."),
    description: optional(z.string(), "Instead of the file's description."),
    variant: optional(z.string(), "Which variant of the architecture it is, for the source."),
  };
  return optional(
    z.record(z.string(), z.catchall(z.object(texts), value())),
    "Networks of this file by name: each has a title, says which variant it is, and gives the parameters values.",
  );
}

/** A whole specification. */
export const specSchema = once(() => {
  const schema = z.strictObject({
    $schema: optional(z.string(), "For editors."),
    name: describe(text(), "Short name, as in file names."),
    title: optional(z.string(), "The name as people write it; may hold parameters in braces."),
    description: optional(z.string(), "What the architecture is, in a sentence or two."),
    source: source(),
    facts: facts(),
    input: optional(input(), "The input, where there is one."),
    inputs: optional(z.record(z.string(), input()), "The inputs by name, where there are several."),
    outputs: outputs(),
    parameters: parameters("Parameters of the whole file, set by variants."),
    variants: variants(),
    functions: optional(
      z.record(z.string(), z.string()),
      'Functions: { "round8(x)": "max(8, floor((x + 4) / 8) * 8)" }.',
    ),
    let: definitions("Values computed from the parameters, in order."),
    defaults: defaults(),
    blocks: optional(z.record(z.string(), block()), "Parts that are used several times."),
    layers: list(),
  });
  return describe(schema, "What shapewright reads: the architecture of a neural network.", "architecture");
});

/** A specification as it is written, and as it is after reading. */
export type SpecDocument = z.output<ReturnType<typeof specSchema>>;
export type BlockDocument = z.output<ReturnType<typeof block>>;
export type ParameterDocument = z.output<ReturnType<typeof parameter>>;
