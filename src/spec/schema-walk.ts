/** Follows a document through its schema: which part of the schema speaks of which part of the document. */
import * as z from "zod/mini";
import { type ItemForm, itemForms, itemSchema } from "./item-schema.js";
import type { Path } from "./place.js";

const forms = Object.keys(itemForms) as ItemForm[];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The form of an item: the first key that tells. */
export function formOf(value: unknown): ItemForm | undefined {
  return isObject(value) ? forms.find((key) => Object.hasOwn(value, key)) : undefined;
}

/** The member of a union that a value is meant for; undefined where none fits even roughly. */
export function memberOf(union: z.ZodMiniUnion, value: unknown): z.ZodMiniType | undefined {
  if (union === itemSchema()) {
    const form = formOf(value);
    return form === undefined ? (typeof value === "string" ? optionsOf(union)[0] : undefined) : itemForms[form]();
  }
  return optionsOf(union).find((option) => isMeantFor(unwrap(option), value));
}

/** The members of a union, in order. */
export function optionsOf({ def }: z.ZodMiniUnion): readonly z.ZodMiniType[] {
  return def.options as readonly z.ZodMiniType[];
}

function isMeantFor(schema: z.ZodMiniType, value: unknown): boolean {
  if (schema === itemSchema()) return !Array.isArray(value);
  if (schema instanceof z.ZodMiniArray) return Array.isArray(value);
  if (schema instanceof z.ZodMiniObject)
    return isObject(value) && Object.keys(schema.shape).some((key) => Object.hasOwn(value, key));
  return isObject(value) && (schema instanceof z.ZodMiniRecord || schema instanceof z.ZodMiniDiscriminatedUnion);
}

function unwrap(schema: z.ZodMiniType): z.ZodMiniType {
  let inner = schema;
  while (inner instanceof z.ZodMiniOptional) inner = inner.def.innerType as z.ZodMiniType;
  return inner;
}

/** The schema of what an array, a record or an object holds under a key. */
function partSchema(schema: z.ZodMiniType | undefined, key: string | number): z.ZodMiniType | undefined {
  if (schema instanceof z.ZodMiniArray) return schema.def.element as z.ZodMiniType;
  if (schema instanceof z.ZodMiniRecord) return schema.def.valueType as z.ZodMiniType;
  if (schema instanceof z.ZodMiniObject) return (schema.shape as Readonly<Record<string, z.ZodMiniType>>)[key];
  return undefined;
}

/** The schema of the part of `document` at `path`; undefined where the document leaves the schema. */
export function schemaAt(root: z.ZodMiniType, document: unknown, path: Path): z.ZodMiniType | undefined {
  let schema: z.ZodMiniType | undefined = resolve(root, document);
  let value = document;
  for (const key of path) {
    value = partOf(value, key);
    const part = partSchema(schema, key);
    if (part === undefined) return undefined;
    schema = resolve(part, value);
  }
  return schema;
}

/** The union that the schema says a part is, whichever member is meant. */
export function unionAt(root: z.ZodMiniType, document: unknown, path: Path): z.ZodMiniUnion | undefined {
  const key = path.at(-1);
  const part = key === undefined ? undefined : partSchema(schemaAt(root, document, path.slice(0, -1)), key);
  const schema = part && unwrap(part);
  return schema instanceof z.ZodMiniUnion ? schema : undefined;
}

/** The schema without wrappers, and of unions the member that is meant. */
function resolve(schema: z.ZodMiniType, value: unknown): z.ZodMiniType | undefined {
  let current: z.ZodMiniType = unwrap(schema);
  for (;;) {
    let member: z.ZodMiniType | undefined;
    if (current instanceof z.ZodMiniDiscriminatedUnion) member = variantOf(current, value);
    else if (current instanceof z.ZodMiniUnion) member = memberOf(current, value);
    if (member === undefined) return current;
    current = unwrap(member);
  }
}

/** What a discriminated union is told apart by, of each of its members. */
export function typesOf(union: z.ZodMiniDiscriminatedUnion): readonly string[] {
  return union.def.options.map((option) => {
    const { type } = (option as z.ZodMiniObject<{ type: z.ZodMiniLiteral<string> }>).shape;
    return String(type.def.values[0]);
  });
}

function variantOf(union: z.ZodMiniDiscriminatedUnion, value: unknown): z.ZodMiniType | undefined {
  const index = typesOf(union).indexOf(String(partOf(value, "type")));
  return union.def.options[index] as z.ZodMiniType | undefined;
}

/** The part of a value under a key. */
export function partOf(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string | number, unknown>>)[key]
    : undefined;
}
