/** The schema of items: layers, structures of layers, instances of blocks. */
import * as z from "zod";
import { initialiserSchema } from "../init/index.js";
import { dtypeNames } from "../tensor/index.js";
import { conditionSchema, integerSchema } from "./field.js";
import { type LayerSchema, layerSchema, mapNonEmpty } from "./layer-schema.js";
import { activation as activationField } from "./layers/activation.js";
import { bareLayerTypes, type Layer, layers } from "./layers/index.js";
import { name, type RawValue, reference, references, value, valueList, weights, when } from "./value-schema.js";

const activation = activationField.schema.optional();

/** Keys that every item takes. */
const common = { name: name.optional(), from: references.optional(), when: when.optional() };
const sharing = { weights: weights.optional() };

const layerItem = z
  .discriminatedUnion(
    "type",
    mapNonEmpty<Layer, LayerSchema<Layer, typeof common & typeof sharing>>(layers, (layer) =>
      layerSchema(layer, { ...common, ...sharing }, `layer-${layer.type}`),
    ),
  )
  .meta({ id: "layer", description: "One layer." });

const bareLayer = z.enum(bareLayerTypes).meta({ id: "bareLayer", description: "A layer that needs no keys." });

const listOrExpression = z.union([z.string(), valueList], { error: "a list, or an expression that gives one" });
const merges = z.enum(["add", "multiply", "concat"]);
const mergeAxis = z.int().optional().describe("Axis along which to join; 1, the channels, if absent (0 is the batch).");

const residualItem = z
  .strictObject({
    ...common,
    residual: z
      .strictObject({
        get body(): ListSchema {
          return list;
        },
        get shortcut(): z.ZodOptional<ListSchema> {
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
        get branches(): z.ZodOptional<
          z.ZodUnion<readonly [z.ZodArray<ItemOrListSchema>, z.ZodRecord<z.ZodString, ItemOrListSchema>]>
        > {
          const branches = z.union([z.array(itemOrList).min(1), z.record(z.string(), itemOrList)], {
            error: "a list of branches, or branches by name",
          });
          return branches.optional();
        },
        get branch(): z.ZodOptional<ItemOrListSchema> {
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
        get body(): ItemOrListSchema {
          return itemOrList;
        },
      })
      .describe(
        "Repeats a layer or a list of layers: `times`, `over` a list, or for each row of a `table` (and then `times` each).",
      ),
  })
  .meta({ id: "repeat" });

/** An instance of a block; its parameters are keys of any name. `type` is none of them, so that layers can be told apart. */
export interface UseItem {
  readonly use: string;
  readonly name?: string | undefined;
  readonly from?: string | string[] | undefined;
  readonly when?: boolean | string | undefined;
  readonly weights?: string | undefined;
  readonly type?: undefined;
  readonly [parameter: string]: RawValue | undefined;
}

const useItem: z.ZodType<UseItem, UseItem> = z
  .object({
    ...common,
    ...sharing,
    use: z.string().min(1).describe("A block of this file; the other keys are its parameters."),
  })
  .catchall(value)
  .meta({ id: "use", description: "An instance of a block." });

const operatorInput = z.union(
  [
    reference,
    z.strictObject({
      constant: z.union([z.number(), z.array(z.union([z.number(), z.boolean()]))], {
        error: "a number or a list of numbers",
      }),
      dtype: z.enum(dtypeNames).optional().describe("int64 if absent."),
    }),
    z.strictObject({ parameter: z.array(integerSchema(1)), init: initialiserSchema.optional() }),
  ],
  { error: "a name, { constant: ... } or { parameter: shape }" },
);

/** A call of an operator; its attributes are keys of any name. */
export interface OperatorItem {
  readonly op: string;
  readonly domain?: string | undefined;
  readonly inputs?: z.output<typeof operatorInput>[] | undefined;
  readonly outputs?: number | string | undefined;
  readonly name?: string | undefined;
  readonly from?: string | string[] | undefined;
  readonly when?: boolean | string | undefined;
  readonly weights?: string | undefined;
  readonly type?: undefined;
  readonly [attribute: string]: RawValue | z.output<typeof operatorInput>[] | undefined;
}

const operatorItem: z.ZodType<OperatorItem, OperatorItem> = z
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
    get then(): ListSchema {
      return list;
    },
    get else(): z.ZodOptional<ListSchema> {
      return list.optional();
    },
  })
  .meta({ id: "conditional", description: "One list or another." });

const sequenceItem = z
  .strictObject({
    name: common.name,
    from: common.from,
    when: common.when,
    get sequence(): ListSchema {
      return list;
    },
  })
  .meta({ id: "sequence", description: "A list of layers, to be named, left out or marked as a whole." });

const trainingItem = z
  .strictObject({
    when: common.when,
    get training_only(): ListSchema {
      return list;
    },
  })
  .meta({
    id: "trainingOnly",
    description: "A side branch that only training uses, such as an auxiliary head; what follows continues before it.",
  });

function mergeItem<const K extends "concat" | "add" | "multiply">(key: K, summary: string) {
  const { from: _, ...rest } = common;
  const refs = z.array(reference).min(1).describe("What is joined.");
  const shape = { ...rest, [key]: refs, axis: mergeAxis, activation } as typeof rest &
    Record<K, typeof refs> & { axis: typeof mergeAxis; activation: typeof activation };
  return z.strictObject(shape).meta({ id: key, description: summary });
}

/**
 * Forms of an item by the key that tells them apart, the first that is there. `use` and `op` come first, because their
 * other keys are parameters and attributes of any name.
 */
export const itemForms = {
  use: useItem,
  op: operatorItem,
  type: layerItem,
  residual: residualItem,
  parallel: parallelItem,
  repeat: repeatItem,
  sequence: sequenceItem,
  concat: mergeItem("concat", "Joins earlier outputs along an axis."),
  add: mergeItem("add", "Adds earlier outputs."),
  multiply: mergeItem("multiply", "Multiplies earlier outputs."),
  then: conditionalItem,
  training_only: trainingItem,
} as const;

type Forms = typeof itemForms;
type Members = readonly [
  typeof bareLayer,
  Forms["use"],
  Forms["op"],
  Forms["type"],
  Forms["residual"],
  Forms["parallel"],
  Forms["repeat"],
  Forms["sequence"],
  Forms["concat"],
  Forms["add"],
  Forms["multiply"],
  Forms["then"],
  Forms["training_only"],
];

/** Named, so that declarations stay short. */
export interface ItemSchema extends z.ZodUnion<Members> {}
export interface ListSchema extends z.ZodArray<ItemSchema> {}

export const itemSchema: ItemSchema = z
  .union([
    bareLayer,
    itemForms.use,
    itemForms.op,
    itemForms.type,
    itemForms.residual,
    itemForms.parallel,
    itemForms.repeat,
    itemForms.sequence,
    itemForms.concat,
    itemForms.add,
    itemForms.multiply,
    itemForms.then,
    itemForms.training_only,
  ])
  .meta({ id: "item", description: "A layer, a structure of layers, or a block." });

export const list: ListSchema = z.array(itemSchema).meta({ id: "layers", description: "Layers, one after the other." });
interface ItemOrListSchema extends z.ZodUnion<readonly [ItemSchema, ListSchema]> {}
const itemOrList: ItemOrListSchema = z.union([itemSchema, list]).meta({ id: "itemOrLayers" });

export type Item = z.output<ItemSchema>;
export type ItemList = z.output<ListSchema>;
export type ItemForm = keyof typeof itemForms;
/** An item of one form. */
export type ItemOf<F extends ItemForm> = z.output<(typeof itemForms)[F]>;
