/** `activation:` and `norm:`, the fields that put another layer right behind a layer. */
import * as z from "zod";
import { closestName } from "../ops/index.js";
import type { Environment } from "./environment.js";
import { evaluateText, valueText } from "./evaluate.js";
import { fail } from "./failure.js";
import type { Field } from "./field.js";
import type { LayerDefinition } from "./layer.js";
import { type LayerSchema, layerSchema, mapNonEmpty } from "./layer-schema.js";

/** A layer that follows: its type and its keys as written. */
export interface Following {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Written `"{name}"`: the layer that a parameter names. */
const template: z.ZodType<`{${string}}`, `{${string}}`> = z.string().regex(/^\{[^{}]+\}$/) as z.ZodType<
  `{${string}}`,
  `{${string}}`
>;

/** A field that takes the name of one of these layers, the layer with its keys, `none`, or `"{parameter}"`. */
export function following<const D extends readonly [LayerDefinition, ...LayerDefinition[]]>(
  definitions: D,
  what: { readonly id: string; readonly text: string },
) {
  type Name = D[number]["type"] | "none";
  const names: [Name, ...Name[]] = ["none", ...definitions.map(({ type }): Name => type)];
  const withKeys = mapNonEmpty<D[number], LayerSchema<D[number]>>(definitions, (one) =>
    layerSchema(one, {}, undefined),
  );
  const schema = z
    .union([z.enum(names), template, z.discriminatedUnion("type", withKeys)], {
      error: `the name of ${what.text.toLowerCase()}`,
    })
    .meta({
      id: what.id,
      description: `${what.text} right behind the layer: its name, the layer with its keys, "none", or "{parameter}".`,
    });
  const field: Field<Following | undefined, typeof schema, false> = {
    schema,
    needed: false,
    fallback: undefined,
    isConstant: (raw) => typeof raw !== "string" || !raw.startsWith("{"),
    resolve(raw, environment) {
      if (typeof raw !== "string") return raw as Following;
      return { type: raw.startsWith("{") ? nameIn(raw, names, environment) : raw };
    },
  };
  return field;
}

function nameIn(text: string, names: readonly string[], environment: Environment): string {
  const expression = text.slice(1, -1);
  const value = evaluateText(expression, environment);
  if (typeof value !== "string")
    return fail("expression/wrong-type", { expression, expected: "a name", actual: valueText(value) });
  if (names.includes(value)) return value;
  return fail("spec/unknown-layer", { type: value }, { hint: closestName(value, names) });
}
