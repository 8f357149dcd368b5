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
    variant: optional(z.string(), "source.variant"),
  };
  return optional(z.strictObject(parts), "document.source");
}

const input = once(() => {
  const shape = z.array(integer(1));
  const parts = {
    shape: describe(shape, "input.shape"),
    dtype: optional(z.enum(dtypeNames), "input.dtype"),
    axes: optional(z.array(z.string()), "input.axes"),
  };
  return describe(z.strictObject(parts), "input", "input");
});

const parameter = once(() => {
  const type = z.enum(["integer", "number", "boolean", "string", "list"]);
  const both = { type, default: z.optional(value()), description: z.optional(z.string()) };
  const schema = z.union([type, z.number(), z.boolean(), valueList(), z.strictObject(both)], {
    error: "integer, number, boolean, string, list, a default, or { type, default }",
  });
  return describe(schema, "parameter", "parameter");
});

const parameters = (meaning: string) => optional(z.record(z.string(), parameter()), meaning);
const definitions = (meaning: string) => optional(z.record(z.string(), value()), meaning);

const block = once(() => {
  const schema = z.strictObject({
    description: optional(z.string(), "block.description"),
    parameters: parameters("block.parameters"),
    inputs: optional(z.array(z.string()).check(z.minLength(1)), "block.inputs"),
    let: definitions("block.let"),
    layers: list(),
  });
  return describe(schema, "block", "block");
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
    activation: optional(optionalField(activation), "defaults.activation"),
    norm: optional(optionalField(norm), "defaults.norm"),
    init: optional(initialiser(), "defaults.init"),
    bias_init: optional(initialiser(), "defaults.bias_init"),
    ...(Object.fromEntries<z.ZodMiniType>(byType) as LayerDefaults),
  });
  return optional(schema, "document.defaults");
}

function facts() {
  const cited = z.strictObject({ text: z.string(), source: z.optional(z.string()) });
  const fact = z.union([z.string(), cited], { error: "a text, or { text, source }" });
  return optional(z.array(fact), "document.facts");
}

function outputs() {
  const names = z.array(reference()).check(z.minLength(1));
  const schema = z.union([names, z.record(z.string(), reference())], {
    error: "a list of names, or names by output name",
  });
  return optional(schema, "document.outputs");
}

function variants() {
  const texts = {
    title: optional(z.string(), "variants.title"),
    description: optional(z.string(), "variants.description"),
    variant: optional(z.string(), "variants.variant"),
  };
  return optional(z.record(z.string(), z.catchall(z.object(texts), value())), "document.variants");
}

/** A whole specification. */
export const specSchema = once(() => {
  const schema = z.strictObject({
    $schema: optional(z.string(), "document.schema"),
    name: describe(text(), "document.name"),
    title: optional(z.string(), "document.title"),
    description: optional(z.string(), "document.description"),
    source: source(),
    facts: facts(),
    input: optional(input(), "document.input"),
    inputs: optional(z.record(z.string(), input()), "document.inputs"),
    outputs: outputs(),
    parameters: parameters("document.parameters"),
    variants: variants(),
    functions: optional(z.record(z.string(), z.string()), "document.functions"),
    let: definitions("document.let"),
    defaults: defaults(),
    blocks: optional(z.record(z.string(), block()), "document.blocks"),
    layers: list(),
  });
  return describe(schema, "document", "architecture");
});

/** A specification as it is written, and as it is after reading. */
export type SpecDocument = z.output<ReturnType<typeof specSchema>>;
export type BlockDocument = z.output<ReturnType<typeof block>>;
export type ParameterDocument = z.output<ReturnType<typeof parameter>>;
