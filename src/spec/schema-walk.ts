/** Follows a document through its schema: which part of the schema speaks of which part of the document. */
import * as z from "zod";
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
export function memberOf(union: z.ZodUnion, value: unknown): z.ZodType | undefined {
  const options = union.options as readonly z.ZodType[];
  if (union === (itemSchema as z.ZodType)) {
    const form = formOf(value);
    return form === undefined ? (typeof value === "string" ? options[0] : undefined) : itemForms[form];
  }
  return options.find((option) => isMeantFor(unwrap(option), value));
}

function isMeantFor(schema: z.ZodType, value: unknown): boolean {
  if (schema === (itemSchema as z.ZodType)) return !Array.isArray(value);
  if (schema instanceof z.ZodArray) return Array.isArray(value);
  if (schema instanceof z.ZodObject)
    return isObject(value) && Object.keys(schema.shape).some((key) => Object.hasOwn(value, key));
  if (schema instanceof z.ZodRecord || schema instanceof z.ZodDiscriminatedUnion) return isObject(value);
  return false;
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional) inner = inner.unwrap() as z.ZodType;
  return inner;
}

/** The schema of the part of `document` at `path`; undefined where the document leaves the schema. */
export function schemaAt(root: z.ZodType, document: unknown, path: Path): z.ZodType | undefined {
  let schema: z.ZodType | undefined = resolve(root, document);
  let value = document;
  for (const key of path) {
    value = partOf(value, key);
    if (schema instanceof z.ZodArray) schema = schema.element as z.ZodType;
    else if (schema instanceof z.ZodRecord) schema = schema.valueType as z.ZodType;
    else if (schema instanceof z.ZodObject) schema = (schema.shape as Readonly<Record<string, z.ZodType>>)[key];
    else return undefined;
    if (schema !== undefined) schema = resolve(schema, value);
  }
  return schema;
}

/** The schema without wrappers, and of unions the member that is meant. */
function resolve(schema: z.ZodType, value: unknown): z.ZodType | undefined {
  let current: z.ZodType | undefined = unwrap(schema);
  while (current instanceof z.ZodUnion || current instanceof z.ZodDiscriminatedUnion) {
    const member: z.ZodType | undefined =
      current instanceof z.ZodDiscriminatedUnion ? variantOf(current, value) : memberOf(current, value);
    if (member === undefined) return current;
    current = unwrap(member);
  }
  return current;
}

function variantOf(union: z.ZodDiscriminatedUnion, value: unknown): z.ZodType | undefined {
  const type = partOf(value, "type");
  return (union.options as readonly z.ZodObject[]).find((option) =>
    (option.shape.type as z.ZodLiteral).values.has(type as string),
  );
}

/** The part of a value under a key. */
export function partOf(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string | number, unknown>>)[key]
    : undefined;
}
