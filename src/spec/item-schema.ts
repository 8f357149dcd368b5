/** The schema of items: layers, structures of layers, instances of blocks. */
import * as z from "zod/mini";
import type { InitialiserInput } from "../init/index.js";
import { type DType, dtypeNames } from "../tensor/index.js";
import type { Part } from "./field.js";
import {
  condition,
  describe,
  describeHere,
  initialiser,
  integer,
  layerSchema,
  mapNonEmpty,
  optional,
  optionalField,
  text,
} from "./field-schema.js";
import type { WrittenLayer } from "./layer.js";
import { activation as activationField } from "./layers/activation.js";
import { type BareLayerType, bareLayerTypes, type Layer, layers } from "./layers/index.js";
import { once } from "./once.js";
import {
  name,
  type Placement,
  placement,
  type RawValue,
  reference,
  type Sharing,
  sharing,
  value,
  valueList,
} from "./value-schema.js";

const activation = once(() => optionalField(activationField));

/** One layer with its keys. */
type LayerItem = WrittenLayer<Layer, Placement & Sharing>;

const layerItem = once(() => {
  const extra = { ...placement(), ...sharing() };
  const members = mapNonEmpty(layers, (layer) => layerSchema(layer, extra, `layer-${layer.type}`));
  const schema: z.ZodMiniType = z.discriminatedUnion("type", members);
  return describe(schema, "One layer.", "layer") as Part<LayerItem>;
});

const bareLayer = once(
  (): Part<BareLayerType> => describe(z.enum(bareLayerTypes), "A layer that needs no keys.", "bareLayer"),
);

const listOrExpression = () => z.union([z.string(), valueList()], { error: "a list, or an expression that gives one" });
const merges = () => z.enum(["add", "multiply", "concat"]);
const mergeAxis = () => optional(z.int(), "Axis along which to join; 1, the channels, if absent (0 is the batch).");
const over = (meaning: string) => optional(listOrExpression(), meaning);
const overName = () => optional(z.string(), "Name of the value at hand of `over`; item if absent.");

const residualItem = once(() => {
  const summary = "A body and a shortcut around it (the input itself if absent), which are added.";
  const residual = z.strictObject({
    get body(): ListSchema {
      return list();
    },
    get shortcut(): z.ZodMiniOptional<ListSchema> {
      return z.optional(list());
    },
    when: optional(condition(), "Whether there is a shortcut; without one only the body remains."),
    merge: optional(merges(), "How body and shortcut meet; add if absent."),
    activation: activation(),
  });
  return describe(z.strictObject({ ...placement(), residual: describe(residual, summary) }), summary, "residual");
});

interface BranchesSchema
  extends z.ZodMiniUnion<
    readonly [z.ZodMiniArray<ItemOrListSchema>, z.ZodMiniRecord<z.ZodMiniString, ItemOrListSchema>]
  > {}

const parallelItem = once(() => {
  const summary = "Branches that take the same input, each a layer, a list of layers, or identity.";
  const parallel = z.strictObject({
    get branches(): z.ZodMiniOptional<BranchesSchema> {
      const branches = [z.array(itemOrList()).check(z.minLength(1)), z.record(z.string(), itemOrList())] as const;
      return z.optional(z.union(branches, { error: "a list of branches, or branches by name" }));
    },
    get branch(): z.ZodMiniOptional<ItemOrListSchema> {
      return z.optional(itemOrList());
    },
    over: over("Makes `branch` once for each of these."),
    as: overName(),
    merge: optional(merges(), "How the branches meet; concat if absent."),
    axis: mergeAxis(),
    activation: activation(),
  });
  return describe(z.strictObject({ ...placement(), parallel: describe(parallel, summary) }), summary, "parallel");
});

const repeatItem = once(() => {
  const summary =
    "Repeats a layer or a list of layers: `times`, `over` a list, or for each row of a `table` (and then `times` each).";
  const table = z.strictObject({ columns: z.array(z.string()).check(z.minLength(1)), rows: z.array(valueList()) });
  const repeat = z.strictObject({
    times: optional(integer(0), "How often."),
    over: over("One repetition for each of these."),
    as: overName(),
    table: optional(table, "One repetition for each row, with the columns as names; row is its number, from 0."),
    index: optional(z.string(), "Name of the number at hand, from 0; i if absent."),
    name: optional(name(), "Name of each repetition, such as stage{row}.{i}."),
    let: optional(z.record(z.string(), value()), "Values that the body can use."),
    get body(): ItemOrListSchema {
      return itemOrList();
    },
  });
  const shape = { when: placement().when, repeat: describe(repeat, summary) };
  return describe(z.strictObject(shape), summary, "repeat");
});

/** An instance of a block; its parameters are keys of any name. `type` is none of them, so that layers can be told apart. */
interface UseItem extends Placement, Sharing {
  use: string;
  type?: undefined;
  [parameter: string]: RawValue | undefined;
}

const useItem = once(() => {
  const use = describe(text(), "A block of this file; the other keys are its parameters.");
  const schema: z.ZodMiniType = z.catchall(z.object({ ...placement(), ...sharing(), use }), value());
  return describe(schema, "An instance of a block.", "use") as Part<UseItem>;
});

/** An input of an operator: a tensor by its name, one that is written out, or one that is learnt. */
type OperatorInput =
  | string
  | { constant: number | (number | boolean)[]; dtype?: DType | undefined }
  | { parameter: (number | string)[]; init?: InitialiserInput | undefined };

/** A call of an operator; its attributes are keys of any name. */
interface OperatorItem extends Placement, Sharing {
  op: string;
  domain?: string | undefined;
  inputs?: OperatorInput[] | undefined;
  outputs?: number | string | undefined;
  type?: undefined;
  [attribute: string]: RawValue | OperatorInput[] | undefined;
}

const operatorItem = once(() => {
  const constant = z.union([z.number(), z.array(z.union([z.number(), z.boolean()]))], {
    error: "a number or a list of numbers",
  });
  const forms = [
    reference(),
    z.strictObject({ constant, dtype: optional(z.enum(dtypeNames), "int64 if absent.") }),
    z.strictObject({ parameter: z.array(integer(1)), init: z.optional(initialiser()) }),
  ] as const;
  const input: Part<OperatorInput> = z.union(forms, {
    error: "a name, { constant: ... } or { parameter: shape }",
  });
  const shape = {
    ...placement(),
    ...sharing(),
    op: describe(text(), "An ONNX operator; the other keys are its attributes."),
    domain: optional(z.string(), "Its operator set; ONNX's own if absent."),
    inputs: optional(z.array(input), 'Its inputs, where they are more than "previous".'),
    outputs: optional(integer(1, 64), "How many outputs it has; 1 if absent."),
  };
  const schema: z.ZodMiniType = z.catchall(z.object(shape), value());
  return describe(schema, "Any ONNX operator.", "operator") as Part<OperatorItem>;
});

const conditionalItem = once(() => {
  const schema = z.strictObject({
    when: describeHere(condition(), "Decides which list is built."),
    get then(): ListSchema {
      return list();
    },
    get else(): z.ZodMiniOptional<ListSchema> {
      return z.optional(list());
    },
  });
  return describe(schema, "One list or another.", "conditional");
});

const sequenceItem = once(() => {
  const schema = z.strictObject({
    ...placement(),
    get sequence(): ListSchema {
      return list();
    },
  });
  return describe(schema, "A list of layers, to be named, left out or marked as a whole.", "sequence");
});

const trainingItem = once(() => {
  const schema = z.strictObject({
    when: placement().when,
    get training_only(): ListSchema {
      return list();
    },
  });
  const summary = "A side branch that only training uses, such as an auxiliary head; what follows continues before it.";
  return describe(schema, summary, "trainingOnly");
});

/** What every merge of earlier outputs has besides them. */
function mergeShape() {
  const { name, when } = placement();
  return { name, when, axis: mergeAxis(), activation: activation() };
}

const merged = () => describe(z.array(reference()).check(z.minLength(1)), "What is joined.");
const concatItem = once(() =>
  describe(z.strictObject({ ...mergeShape(), concat: merged() }), "Joins earlier outputs along an axis.", "concat"),
);
const addItem = once(() =>
  describe(z.strictObject({ ...mergeShape(), add: merged() }), "Adds earlier outputs.", "add"),
);
const multiplyItem = once(() =>
  describe(z.strictObject({ ...mergeShape(), multiply: merged() }), "Multiplies earlier outputs.", "multiply"),
);

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
  concat: concatItem,
  add: addItem,
  multiply: multiplyItem,
  then: conditionalItem,
  training_only: trainingItem,
} as const;

type Forms = { [F in keyof typeof itemForms]: ReturnType<(typeof itemForms)[F]> };
type Members = readonly [
  ReturnType<typeof bareLayer>,
  Forms["type"],
  Forms["use"],
  Forms["op"],
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
export interface ItemSchema extends z.ZodMiniUnion<Members> {}
export interface ListSchema extends z.ZodMiniArray<ItemSchema> {}
interface ItemOrListSchema extends z.ZodMiniUnion<readonly [ItemSchema, ListSchema]> {}

/**
 * The order in which the schema tries the forms: layers first, which are most items. They are strict, so none of the
 * other forms passes for one.
 */
export const triedForms: readonly ItemForm[] = [
  "type",
  ...(Object.keys(itemForms) as ItemForm[]).filter((form) => form !== "type"),
];

export const itemSchema = once((): ItemSchema => {
  const forms = triedForms.map((form): z.ZodMiniType => itemForms[form]());
  const schema = z.union([bareLayer(), ...forms] as readonly z.ZodMiniType[] as Members);
  return describe(schema, "A layer, a structure of layers, or a block.", "item");
});

export const list = once((): ListSchema => describe(z.array(itemSchema()), "Layers, one after the other.", "layers"));

const itemOrList = once(
  (): ItemOrListSchema =>
    describe(z.union([itemSchema(), list()]), "A layer, or layers one after the other.", "itemOrLayers"),
);

/** A layer, a structure of layers, or an instance of a block. */
export type Item = z.output<ItemSchema>;
export type ItemList = z.output<ListSchema>;
export type ItemForm = keyof Forms;
/** An item of one form. */
export type ItemOf<F extends ItemForm> = z.output<Forms[F]>;
