/** The JSON Schema of a specification, made from the Zod schema for editors and for Ajv. */
import * as z from "zod/mini";
import { type ItemForm, itemForms, itemSchema, triedForms } from "./item-schema.js";
import { specSchema } from "./schema.js";
import { describeFully } from "./texts.js";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Where the published schema stands; editors use it as a name. */
const identifier = "https://shapewright.dev/schemas/architecture.schema.json";

/**
 * JSON Schema draft 2020-12. Unions that one key decides are written as `discriminator` or if/then/else, so that a
 * validator reports the errors of the member that was meant, not those of all.
 */
export function architectureJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(specSchema(), {
    target: "draft-2020-12",
    io: "input",
    reused: "inline",
    override: refine,
  });
  finish(schema);
  return { ...schema, $id: identifier };
}

/** Writes descriptions out; validators in strict mode want one type for each schema, so a list of types becomes a choice. */
function finish(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  const schema = node as { type?: unknown; anyOf?: unknown; description?: unknown };
  if (typeof schema.description === "string") schema.description = describeFully(schema.description);
  if (Array.isArray(schema.type)) {
    schema.anyOf = schema.type.map((type: unknown) => ({ type }));
    delete schema.type;
  }
  for (const part of Object.values(node)) finish(part);
}

interface OverrideContext {
  readonly zodSchema: z.core.$ZodTypes;
  readonly jsonSchema: JsonSchema;
}

function refine({ zodSchema, jsonSchema }: OverrideContext): void {
  if (zodSchema instanceof z.ZodMiniDiscriminatedUnion) {
    jsonSchema.type = "object";
    jsonSchema.discriminator = { propertyName: "type" };
  }
  if (zodSchema === (itemSchema() as unknown)) decideByKey(jsonSchema);
  else if (zodSchema instanceof z.ZodMiniUnion) decideByList(zodSchema, jsonSchema);
}

/** Of a list and one thing that is none. */
function decideByList({ def }: z.ZodMiniUnion, jsonSchema: JsonSchema): void {
  const list = def.options.findIndex((option) => option instanceof z.ZodMiniArray);
  const { anyOf } = jsonSchema;
  if (anyOf?.length !== 2 || list < 0) return;
  delete jsonSchema.anyOf;
  Object.assign(jsonSchema, { if: { type: "array" }, then: anyOf[list], else: anyOf[1 - list] });
}

/** An item is a text, or an object whose first telling key says which form it has. */
function decideByKey(jsonSchema: JsonSchema): void {
  const [bare, ...members] = jsonSchema.anyOf ?? [];
  let rest: JsonSchema = hasKey("type");
  for (const form of (Object.keys(itemForms) as ItemForm[]).reverse()) {
    const member = members[triedForms.indexOf(form)];
    if (member !== undefined) rest = { if: hasKey(form), then: member, else: rest };
  }
  delete jsonSchema.anyOf;
  Object.assign(jsonSchema, { if: { type: "string" }, then: bare, else: rest });
}

const hasKey = (key: string): JsonSchema => ({ type: "object", properties: { [key]: {} }, required: [key] });
