/** The Zod schemas of fields, and of the layers that are made of them. */
import * as z from "zod/mini";
import { initialiserSchema } from "../init/index.js";
import { type Axis, axisNames, type Field, type Fields, greatestRank, type Part } from "./field.js";
import type { LayerDefinition } from "./layer.js";

/** Says what a part of the schema means, for editors; parts with an `id` become definitions of the JSON Schema. */
export function describe<S extends z.ZodMiniType>(schema: S, description: string, id?: string): S {
  z.globalRegistry.add(schema, { description, ...(id !== undefined && { id }) });
  return schema;
}

/** As {@link describe}, for a part that stands elsewhere too, with another meaning. */
export function describeHere<S extends z.ZodMiniType>(schema: S, description: string, id?: string): S {
  return describe(schema.clone(schema.def, { parent: true }) as S, description, id);
}

/** A part that may be left out. */
export function optional<S extends z.ZodMiniType>(schema: S, description: string): z.ZodMiniOptional<S> {
  return describe(z.optional(schema), description);
}

const made = new Map<string, z.ZodMiniType>();

/** A part that stands in many places: made once, and one definition of the JSON Schema. */
function shared<S extends z.ZodMiniType>(id: string, description: string, make: (help: { error: string }) => S): S {
  const before = made.get(id);
  if (before !== undefined) return before as S;
  const schema = describe(make({ error: description }), description, id);
  made.set(id, schema);
  return schema;
}

const int = (min: number, max?: number) =>
  z.int().check(z.minimum(min), ...(max === undefined ? [] : [z.maximum(max)]));

const filled = <S extends z.ZodMiniType>(element: S) => z.array(element).check(z.minLength(1));
const exactly = <S extends z.ZodMiniType>(length: number, element: S) => z.array(element).check(z.length(length));

/** A text that is not empty. */
export const text = () => z.string().check(z.minLength(1));

/** What numbers in the names of parts stand for. */
const range = (min: number, max?: number): string =>
  `${min === Number.MIN_SAFE_INTEGER ? "" : `From${min}`}${max === undefined ? "" : `To${max}`}`.replaceAll(
    "-",
    "Minus",
  );

/** A whole number as it may be written: digits, or an expression. */
export const integer = (min: number, max?: number) =>
  shared(`integer${range(min, max)}`, "a whole number or an expression", (help) =>
    z.union([int(min, max), z.string()], help),
  );

const real = () => shared("real", "a number or an expression", (help) => z.union([z.number(), z.string()], help));

/** A condition as it may be written: true, false, or an expression. */
export const condition = () =>
  shared("condition", "true, false or an expression", (help) => z.union([z.boolean(), z.string()], help));

const perAxis = (rank: number, min: number) =>
  shared(`perAxis${rank}${range(min)}`, `a whole number, an expression or a list of ${rank}`, (help) =>
    z.union([int(min), z.string(), exactly(rank, integer(min))], help),
  );

const sides = () =>
  shared("sides", "a whole number, an expression or [before, after]", (help) =>
    z.union([int(0), z.string(), exactly(2, integer(0))], help),
  );

const padding = (rank: number) =>
  shared(`padding${rank}`, `a whole number, an expression, "same", "valid" or a list of ${rank}`, (help) =>
    z.union([int(0), z.string(), exactly(rank, sides())], help),
  );

const integers = (min: number) =>
  shared(`integers${range(min)}`, "a whole number, an expression or a list of them", (help) =>
    z.union([int(min), z.string(), filled(integer(min))], help),
  );

const axisForms = () =>
  [int(-greatestRank, greatestRank), z.enum(Object.keys(axisNames) as [Axis, ...Axis[]]), z.string()] as const;
const axis = () => shared("axis", "an axis", (help) => z.union(axisForms(), help));
const axes = () =>
  shared("axes", "an axis or a list of axes", (help) => z.union([...axisForms(), filled(axis())], help));

const template = () => z.string().check(z.regex(/^\{[^{}]+\}$/));

function following(definitions: readonly LayerDefinition[], { text }: { readonly text: string }): z.ZodMiniType {
  const names = ["none", ...definitions.map(({ type }) => type)];
  const layers = z.discriminatedUnion(
    "type",
    mapNonEmpty(definitions, (one) => layerSchema(one, {}, undefined)),
  );
  return z.union([z.enum(names), template(), layers], { error: `the name of ${text.toLowerCase()}` });
}

/** How a weight is drawn. */
export const initialiser = () => shared("initialiser", "How the weight is drawn before training.", initialiserSchema);

/** What fields choose from. They get it as an argument, so that a document which is trusted loads no Zod. */
const parts = {
  integer,
  real,
  condition,
  words: <const W extends readonly string[]>(words: W) => z.enum(words),
  perAxis,
  padding,
  integers,
  axis,
  axes,
  sizes: (min: number) => z.array(integer(min)),
  initialiser,
  following,
  shared,
};

export type SchemaParts = typeof parts;

/** The schema of a field that may be left out. */
export function optionalField<W>({ schema, summary }: Field<unknown, W, false>): z.ZodMiniOptional<Part<W>> {
  return optional(schema(parts), summary);
}

function fieldSchema(field: Field): z.ZodMiniType {
  const written = field.schema(parts);
  return field.needed ? describeHere(written, field.summary) : optional(written, field.summary);
}

/** The Zod shape of a record of fields. */
export function shapeOf(fields: Fields): Record<string, z.ZodMiniType> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]));
}

/** The schema of a layer. Strict: a key that the layer does not have is an error. `id` names it in the JSON Schema. */
export function layerSchema(
  { type, fields }: LayerDefinition,
  extra: Readonly<Record<string, z.ZodMiniType>>,
  id: string | undefined,
): z.ZodMiniObject {
  const shape = { type: describe(z.literal(type), `layer.${type}`), ...shapeOf(fields), ...extra };
  return describe(z.strictObject(shape), `layer.${type}`, id);
}

/** A list that is known not to be empty. */
export function mapNonEmpty<A, B>(list: readonly A[], change: (item: A) => B): [B, ...B[]] {
  return list.map(change) as [B, ...B[]];
}
