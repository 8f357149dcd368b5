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

/** A part that may be left out. */
export function optional<S extends z.ZodMiniType>(schema: S, description: string): z.ZodMiniOptional<S> {
  return describe(z.optional(schema), description);
}

const int = (min: number, max?: number) =>
  z.int().check(z.minimum(min), ...(max === undefined ? [] : [z.maximum(max)]));

const filled = <S extends z.ZodMiniType>(element: S) => z.array(element).check(z.minLength(1));
const exactly = <S extends z.ZodMiniType>(length: number, element: S) => z.array(element).check(z.length(length));

/** A text that is not empty. */
export const text = () => z.string().check(z.minLength(1));

/** A whole number as it may be written: digits, or an expression. */
export function integer(min: number, max?: number) {
  return z.union([int(min, max), z.string()], { error: "a whole number or an expression" });
}

export const real = () => z.union([z.number(), z.string()], { error: "a number or an expression" });
export const condition = () => z.union([z.boolean(), z.string()], { error: "true, false or an expression" });

function perAxis(rank: number, min: number) {
  return z.union([int(min), z.string(), exactly(rank, integer(min))], {
    error: `a whole number, an expression or a list of ${rank}`,
  });
}

function padding(rank: number) {
  const axis = z.union([int(0), z.string(), exactly(2, integer(0))], {
    error: "a whole number, an expression or [before, after]",
  });
  return z.union([int(0), z.string(), exactly(rank, axis)], {
    error: `a whole number, an expression, "same", "valid" or a list of ${rank}`,
  });
}

function integers(min: number) {
  return z.union([int(min), z.string(), filled(integer(min))], {
    error: "a whole number, an expression or a list of them",
  });
}

const axisForms = () =>
  [int(-greatestRank, greatestRank), z.enum(Object.keys(axisNames) as [Axis, ...Axis[]]), z.string()] as const;
const axis = () => z.union(axisForms(), { error: "an axis" });
const axes = () => z.union([...axisForms(), filled(axis())], { error: "an axis or a list of axes" });

const template = () => z.string().check(z.regex(/^\{[^{}]+\}$/));

function following(definitions: readonly LayerDefinition[], { text }: { readonly text: string }): z.ZodMiniType {
  const names = ["none", ...definitions.map(({ type }) => type)];
  const layers = z.discriminatedUnion(
    "type",
    mapNonEmpty(definitions, (one) => layerSchema(one, {}, undefined)),
  );
  return z.union([z.enum(names), template(), layers], { error: `the name of ${text.toLowerCase()}` });
}

const made = new Map<string, z.ZodMiniType>();

/** A part of several layers, which is made once so that the JSON Schema has one definition of it. */
function shared<S extends z.ZodMiniType>(id: string, description: string, make: () => S): S {
  const before = made.get(id);
  if (before !== undefined) return before as S;
  const schema = describe(make(), description, id);
  made.set(id, schema);
  return schema;
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
  return field.needed ? describe(field.schema(parts), field.summary) : optional(field.schema(parts), field.summary);
}

/** The Zod shape of a record of fields. */
export function shapeOf(fields: Fields): Record<string, z.ZodMiniType> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]));
}

/** The schema of a layer. Strict: a key that the layer does not have is an error. `id` names it in the JSON Schema. */
export function layerSchema(
  { type, summary, fields }: LayerDefinition,
  extra: Readonly<Record<string, z.ZodMiniType>>,
  id: string | undefined,
): z.ZodMiniObject {
  const shape = { type: describe(z.literal(type), summary), ...shapeOf(fields), ...extra };
  return describe(z.strictObject(shape), summary, id);
}

/** A list that is known not to be empty. */
export function mapNonEmpty<A, B>(list: readonly A[], change: (item: A) => B): [B, ...B[]] {
  return list.map(change) as [B, ...B[]];
}
