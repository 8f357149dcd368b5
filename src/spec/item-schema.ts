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
  return describe(schema, "layer", "layer") as Part<LayerItem>;
});

const bareLayer = once((): Part<BareLayerType> => describe(z.enum(bareLayerTypes), "bareLayer", "bareLayer"));

const listOrExpression = () => z.union([z.string(), valueList()], { error: "a list, or an expression that gives one" });
const merges = () => z.enum(["add", "multiply", "concat"]);
const mergeAxis = () => optional(z.int(), "mergeAxis");
const over = (meaning: string) => optional(listOrExpression(), meaning);
const overName = () => optional(z.string(), "over.as");

const residualItem = once(() => {
  const summary = "residual";
  const residual = z.strictObject({
    get body(): ListSchema {
      return list();
    },
    get shortcut(): z.ZodMiniOptional<ListSchema> {
      return z.optional(list());
    },
    when: optional(condition(), "residual.when"),
    merge: optional(merges(), "residual.merge"),
    activation: activation(),
  });
  return describe(z.strictObject({ ...placement(), residual: describe(residual, summary) }), summary, "residual");
});

interface BranchesSchema
  extends z.ZodMiniUnion<
    readonly [z.ZodMiniArray<ItemOrListSchema>, z.ZodMiniRecord<z.ZodMiniString, ItemOrListSchema>]
  > {}

const parallelItem = once(() => {
  const summary = "parallel";
  const parallel = z.strictObject({
    get branches(): z.ZodMiniOptional<BranchesSchema> {
      const branches = [z.array(itemOrList()).check(z.minLength(1)), z.record(z.string(), itemOrList())] as const;
      return z.optional(z.union(branches, { error: "a list of branches, or branches by name" }));
    },
    get branch(): z.ZodMiniOptional<ItemOrListSchema> {
      return z.optional(itemOrList());
    },
    over: over("parallel.over"),
    as: overName(),
    merge: optional(merges(), "parallel.merge"),
    axis: mergeAxis(),
    activation: activation(),
  });
  return describe(z.strictObject({ ...placement(), parallel: describe(parallel, summary) }), summary, "parallel");
});

const repeatItem = once(() => {
  const summary = "repeat";
  const table = z.strictObject({ columns: z.array(z.string()).check(z.minLength(1)), rows: z.array(valueList()) });
  const repeat = z.strictObject({
    times: optional(integer(0), "repeat.times"),
    over: over("repeat.over"),
    as: overName(),
    table: optional(table, "repeat.table"),
    index: optional(z.string(), "repeat.index"),
    name: optional(name(), "repeat.name"),
    let: optional(z.record(z.string(), value()), "repeat.let"),
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
  const use = describe(text(), "use");
  const schema: z.ZodMiniType = z.catchall(z.object({ ...placement(), ...sharing(), use }), value());
  return describe(schema, "useItem", "use") as Part<UseItem>;
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
    z.strictObject({ constant, dtype: optional(z.enum(dtypeNames), "operator.dtype") }),
    z.strictObject({ parameter: z.array(integer(1)), init: z.optional(initialiser()) }),
  ] as const;
  const input: Part<OperatorInput> = z.union(forms, {
    error: "a name, { constant: ... } or { parameter: shape }",
  });
  const shape = {
    ...placement(),
    ...sharing(),
    op: describe(text(), "operator.op"),
    domain: optional(z.string(), "operator.domain"),
    inputs: optional(z.array(input), "operator.inputs"),
    outputs: optional(integer(1, 64), "operator.outputs"),
  };
  const schema: z.ZodMiniType = z.catchall(z.object(shape), value());
  return describe(schema, "operator", "operator") as Part<OperatorItem>;
});

const conditionalItem = once(() => {
  const schema = z.strictObject({
    when: describeHere(condition(), "conditional.when"),
    get then(): ListSchema {
      return list();
    },
    get else(): z.ZodMiniOptional<ListSchema> {
      return z.optional(list());
    },
  });
  return describe(schema, "conditional", "conditional");
});

const sequenceItem = once(() => {
  const schema = z.strictObject({
    ...placement(),
    get sequence(): ListSchema {
      return list();
    },
  });
  return describe(schema, "sequence", "sequence");
});

const trainingItem = once(() => {
  const schema = z.strictObject({
    when: placement().when,
    get training_only(): ListSchema {
      return list();
    },
  });
  const summary = "training_only";
  return describe(schema, summary, "trainingOnly");
});

/** What every merge of earlier outputs has besides them. */
function mergeShape() {
  const { name, when } = placement();
  return { name, when, axis: mergeAxis(), activation: activation() };
}

const merged = () => describe(z.array(reference()).check(z.minLength(1)), "merged");
const concatItem = once(() => describe(z.strictObject({ ...mergeShape(), concat: merged() }), "concat", "concat"));
const addItem = once(() => describe(z.strictObject({ ...mergeShape(), add: merged() }), "add", "add"));
const multiplyItem = once(() =>
  describe(z.strictObject({ ...mergeShape(), multiply: merged() }), "multiply", "multiply"),
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
  return describe(schema, "item", "item");
});

export const list = once((): ListSchema => describe(z.array(itemSchema()), "layers", "layers"));

const itemOrList = once(
  (): ItemOrListSchema => describe(z.union([itemSchema(), list()]), "itemOrList", "itemOrLayers"),
);

/** A layer, a structure of layers, or an instance of a block. */
export type Item = z.output<ItemSchema>;
export type ItemList = z.output<ListSchema>;
export type ItemForm = keyof Forms;
/** An item of one form. */
export type ItemOf<F extends ItemForm> = z.output<Forms[F]>;
