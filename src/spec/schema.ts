/** The schema of a specification: what may be written, key by key. JSON Schema, types and documentation come from it. */
import * as z from "zod";
import { initialiserSchema } from "../init/index.js";
import { dtypeNames } from "../tensor/index.js";
import { conditionSchema, integerSchema, shapeOf } from "./field.js";
import { following } from "./following.js";
import { type LayerSchema, layerSchema, mapNonEmpty } from "./layer-schema.js";
import { activations } from "./layers/activation.js";
import { type Layer, layers, layerTypes } from "./layers/index.js";
import { norms } from "./layers/normalisation.js";

const activation = following(activations, "an activation").schema.optional();

/** A name; inside `repeat` and blocks it may hold expressions in braces. */
const name = z.string().min(1).describe("Its name, unique in its block. May hold expressions in braces: stage{row}.{i}.");
const reference = z.string().min(1).describe('A layer or block before this one, "previous", or "in": what arrives at the block.');
const references = z.union([reference, z.array(reference).min(1)], { error: "a name or a list of names" });
const scalar = z.union([z.number(), z.string(), z.boolean()], { error: "a number, a text, true or false" });
const element = z.union([z.number(), z.string(), z.boolean(), z.array(scalar)], { error: "a number, a text, true, false or a list of them" });
const valueList = z.array(element);
const value = z.union([z.number(), z.string(), z.boolean(), valueList], { error: "a number, a text, true, false or a list of them" });

/** Keys that every item takes. */
const common = {
  name: name.optional(),
  from: references.optional().describe('What it takes, instead of what stands before it: a name, "previous", "in", or a list of names.'),
  when: conditionSchema.optional().describe("Leaves it out where this is false."),
};

const sharing = { weights: name.optional().describe("Uses the weights of this earlier layer or block.") };

const layerItem = z
  .discriminatedUnion(
    "type",
    mapNonEmpty<Layer, LayerSchema<Layer, typeof common & typeof sharing>>(layers, (layer) => layerSchema(layer, { ...common, ...sharing })),
  )
  .meta({ id: "layer", description: "One layer." });

const bareLayer = z.enum(layerTypes).meta({ id: "bareLayer", description: "A layer that needs no keys." });

const listOrExpression = z.union([z.string(), valueList], { error: "a list, or an expression that gives one" });
const merges = z.enum(["add", "multiply", "concat"]);
const mergeAxis = z.int().optional().describe("Axis along which to join; 1, the channels, if absent (0 is the batch).");

const residualItem = z
  .strictObject({
    ...common,
    residual: z
      .strictObject({
        get body(): typeof list {
          return list;
        },
        get shortcut(): z.ZodOptional<typeof list> {
          return list.optional();
        },
        when: conditionSchema.optional().describe("Whether there is a shortcut; without one only the body remains."),
        merge: z.enum(["add", "multiply", "concat"]).optional().describe("How body and shortcut meet; add if absent."),
        activation,
      })
      .describe("A body and a shortcut around it (the input itself if absent), which are added."),
  })
  .meta({ id: "residual" });

const parallelItem = z
  .strictObject({
    ...common,
    parallel: z
      .strictObject({
        get branches(): z.ZodOptional<z.ZodUnion<readonly [z.ZodArray<typeof itemOrList>, z.ZodRecord<z.ZodString, typeof itemOrList>]>> {
          const branches = z.union([z.array(itemOrList).min(1), z.record(z.string(), itemOrList)], { error: "a list of branches, or branches by name" });
          return branches.optional();
        },
        get branch(): z.ZodOptional<typeof itemOrList> {
          return itemOrList.optional();
        },
        over: listOrExpression.optional().describe("Makes `branch` once for each of these."),
        as: z.string().optional().describe("Name of the value at hand of `over`; item if absent."),
        merge: merges.optional().describe("How the branches meet; concat if absent."),
        axis: mergeAxis,
        activation,
      })
      .describe("Branches that take the same input, each a layer, a list of layers, or identity."),
  })
  .meta({ id: "parallel" });

const repeatItem = z
  .strictObject({
    when: common.when,
    repeat: z
      .strictObject({
        times: integerSchema(0).optional().describe("How often."),
        over: listOrExpression.optional().describe("One repetition for each of these."),
        as: z.string().optional().describe("Name of the value at hand of `over`; item if absent."),
        table: z
          .strictObject({ columns: z.array(z.string()).min(1), rows: z.array(valueList) })
          .optional()
          .describe("One repetition for each row, with the columns as names; row is its number, from 0."),
        index: z.string().optional().describe("Name of the number at hand, from 0; i if absent."),
        name: name.optional().describe("Name of each repetition, such as stage{row}.{i}."),
        let: z.record(z.string(), value).optional().describe("Values that the body can use."),
        get body(): typeof itemOrList {
          return itemOrList;
        },
      })
      .describe("Repeats a layer or a list of layers: `times`, `over` a list, or for each row of a `table` (and then `times` each)."),
  })
  .meta({ id: "repeat" });

const useItem = z
  .object({ ...common, ...sharing, use: z.string().min(1).describe("A block of this file; the other keys are its parameters.") })
  .catchall(value)
  .meta({ id: "use", description: "An instance of a block." });

const operatorInput = z.union(
  [
    reference,
    z.strictObject({
      constant: z.union([z.number(), z.array(z.union([z.number(), z.boolean()]))], { error: "a number or a list of numbers" }),
      dtype: z.enum(dtypeNames as readonly ["float32"]).optional().describe("int64 if absent."),
    }),
    z.strictObject({ parameter: z.array(integerSchema(1)), init: initialiserSchema.optional() }),
  ],
  { error: "a name, { constant: ... } or { parameter: shape }" },
);

const operatorItem = z
  .object({
    ...common,
    ...sharing,
    op: z.string().min(1).describe("An ONNX operator; the other keys are its attributes."),
    domain: z.string().optional().describe("Its operator set; ONNX's own if absent."),
    inputs: z.array(operatorInput).optional().describe('Its inputs, where they are more than "previous".'),
    outputs: integerSchema(1, 64).optional().describe("How many outputs it has; 1 if absent."),
  })
  .catchall(value)
  .meta({ id: "operator", description: "Any ONNX operator." });

const conditionalItem = z
  .strictObject({
    when: conditionSchema.describe("Decides which list is built."),
    get then(): typeof list {
      return list;
    },
    get else(): z.ZodOptional<typeof list> {
      return list.optional();
    },
  })
  .meta({ id: "conditional", description: "One list or another." });

const sequenceItem = z
  .strictObject({
    name: common.name,
    from: common.from,
    when: common.when,
    get sequence(): typeof list {
      return list;
    },
  })
  .meta({ id: "sequence", description: "A list of layers, to be named, left out or marked as a whole." });

const trainingItem = z
  .strictObject({
    when: common.when,
    get training_only(): typeof list {
      return list;
    },
  })
  .meta({ id: "trainingOnly", description: "A side branch that only training uses, such as an auxiliary head; what follows continues before it." });

function mergeItem<const K extends "concat" | "add" | "multiply">(key: K, summary: string) {
  const { from: _, ...rest } = common;
  const refs = z.array(reference).min(1).describe("What is joined.");
  const shape = { ...rest, [key]: refs, axis: mergeAxis, activation } as typeof rest & Record<K, typeof refs> & { axis: typeof mergeAxis; activation: typeof activation };
  return z.strictObject(shape).meta({ id: key, description: summary });
}

/** Forms of an item by the key that tells them apart, the first that is there. */
export const itemForms = {
  type: layerItem,
  residual: residualItem,
  parallel: parallelItem,
  repeat: repeatItem,
  use: useItem,
  op: operatorItem,
  sequence: sequenceItem,
  concat: mergeItem("concat", "Joins earlier outputs along an axis."),
  add: mergeItem("add", "Adds earlier outputs."),
  multiply: mergeItem("multiply", "Multiplies earlier outputs."),
  then: conditionalItem,
  training_only: trainingItem,
} as const;

export const itemSchema = z
  .union([
    bareLayer,
    itemForms.type,
    itemForms.residual,
    itemForms.parallel,
    itemForms.repeat,
    itemForms.use,
    itemForms.op,
    itemForms.sequence,
    itemForms.concat,
    itemForms.add,
    itemForms.multiply,
    itemForms.then,
    itemForms.training_only,
  ])
  .meta({ id: "item", description: "A layer, a structure of layers, or a block." });

const list = z.array(itemSchema).meta({ id: "layers", description: "Layers, one after the other." });
const itemOrList = z.union([itemSchema, list]).meta({ id: "itemOrLayers" });

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
    shape: z.array(integerSchema(1)).describe("Its shape without the batch: numbers, parameters, or new names for sizes left open, as in [3, H, W]."),
    dtype: z.enum(dtypeNames as readonly [(typeof dtypeNames)[number], ...(typeof dtypeNames)[number][]]).optional().describe("float32 if absent."),
    axes: z.array(z.string()).optional().describe("What the axes mean, such as [C, H, W]."),
  })
  .meta({ id: "input" });

const parameterTypes = z.enum(["integer", "number", "boolean", "string", "list"]);
const parameter = z
  .union([parameterTypes, z.number(), z.boolean(), valueList, z.strictObject({ type: parameterTypes, default: value.optional(), description: z.string().optional() })], {
    error: "integer, number, boolean, string, list, a default, or { type, default }",
  })
  .meta({ id: "parameter", description: "A parameter: its type, its default, or both." });
const parameters = z.record(z.string(), parameter);
const definitions = z.record(z.string(), value);

const block = z
  .strictObject({
    description: z.string().optional(),
    parameters: parameters.optional().describe("What an instance gives; a parameter without a default must be given."),
    inputs: z.array(z.string()).min(1).optional().describe("Names of its inputs, where it takes several."),
    let: definitions.optional().describe("Values computed from the parameters and from `in`, in order."),
    layers: list,
  })
  .meta({ id: "block" });

type LayerDefaults = { [L in Layer as L["type"]]: z.ZodOptional<z.ZodType<Partial<Omit<z.input<LayerSchema<L>>, "type">>>> };

const layerDefaults = Object.fromEntries(
  layers.map((layer): [string, z.ZodType] => [
    layer.type,
    z.strictObject(shapeOf(layer.fields)).partial().optional().describe(`Defaults of ${layer.type}.`),
  ]),
) as LayerDefaults;

const defaults = z
  .strictObject({
    activation: activation.describe("Behind every convolution and dense layer."),
    norm: following(norms, "a normalisation").schema.optional().describe("Behind every convolution and dense layer."),
    init: initialiserSchema.optional().describe("Kernels of convolutions and dense layers."),
    bias_init: initialiserSchema.optional().describe("Biases of convolutions and dense layers."),
    ...layerDefaults,
  })
  .describe("What holds where a layer does not say otherwise: for all, and by layer type.");

const fact = z.union([z.string(), z.strictObject({ text: z.string(), source: z.string().optional() })], { error: "a text, or { text, source }" });

/** A whole specification. */
export const specSchema = z
  .strictObject({
    $schema: z.string().optional().describe("For editors."),
    name: z.string().min(1).describe("Short name, as in file names."),
    title: z.string().optional().describe("The name as people write it; may hold parameters in braces."),
    description: z.string().optional(),
    source: source.optional(),
    facts: z.array(fact).optional().describe("What is worth knowing, with where it stands."),
    input: input.optional().describe("The input, where there is one."),
    inputs: z.record(z.string(), input).optional().describe("The inputs by name, where there are several."),
    outputs: z.union([z.array(reference).min(1), z.record(z.string(), reference)], { error: "a list of names, or names by output name" }).optional().describe("What the network gives; the last layer's output if absent."),
    parameters: parameters.optional().describe("Parameters of the whole file, set by variants."),
    variants: z
      .record(z.string(), z.object({ title: z.string().optional(), variant: z.string().optional() }).catchall(value))
      .optional()
      .describe("Networks of this file by name: each has a title, says which variant it is, and gives the parameters values."),
    functions: z.record(z.string(), z.string()).optional().describe('Functions: { "round8(x)": "max(8, floor((x + 4) / 8) * 8)" }.'),
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
export type Item = z.output<typeof itemSchema>;
export type ItemList = z.output<typeof list>;
export type BlockDocument = z.output<typeof block>;
export type ParameterDocument = z.output<typeof parameter>;
export type RawValue = z.output<typeof value>;
export type ItemForm = keyof typeof itemForms;
/** An item of one form. */
export type ItemOf<F extends ItemForm> = z.output<(typeof itemForms)[F]>;
