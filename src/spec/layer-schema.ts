/** The Zod schema of a layer, made from its fields. */
import * as z from "zod";
import { type ShapeOf, shapeOf } from "./field.js";
import type { LayerDefinition } from "./layer.js";

type ZodShape<S> = { [K in keyof S]: S[K] extends z.ZodType ? S[K] : never };

/** Of a union of definitions, the union of their schemas; `Extra` are keys that every one of them takes besides. */
export type LayerSchema<D, Extra = object> =
  D extends LayerDefinition<infer T, infer F>
    ? z.ZodObject<ZodShape<{ type: z.ZodLiteral<T> } & ShapeOf<F> & Extra>, z.core.$strict>
    : never;

/** Strict: a key that the layer does not have is an error. `id` names it in the JSON Schema. */
export function layerSchema<D extends LayerDefinition, Extra extends z.ZodRawShape>(
  definition: D,
  extra: Extra,
  id: string | undefined,
): LayerSchema<D, Extra> {
  const { type, summary, fields } = definition;
  const shape = { type: z.literal(type).describe(summary), ...shapeOf(fields), ...extra };
  return z
    .strictObject(shape)
    .meta({ ...(id !== undefined && { id }), description: summary }) as z.ZodType as LayerSchema<D, Extra>;
}

/** A list that is known not to be empty. */
export function mapNonEmpty<A, B>([first, ...rest]: readonly [A, ...A[]], change: (item: A) => B): [B, ...B[]] {
  return [change(first), ...rest.map(change)];
}
