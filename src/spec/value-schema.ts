/** Parts of the schema that items and the document share: names, references, values. */
import * as z from "zod";
import { conditionSchema } from "./field.js";

/** A name; inside `repeat` and blocks it may hold expressions in braces. */
export const name = z
  .string()
  .min(1)
  .meta({ id: "name", description: "Its name, unique in its block. May hold expressions in braces: stage{row}.{i}." });
export const reference = z.string().min(1).meta({
  id: "reference",
  description: 'A layer or block before this one, "previous", or "in": what arrives at the block.',
});
export const references = z.union([reference, z.array(reference).min(1)], { error: "a name or a list of names" }).meta({
  id: "references",
  description: 'What it takes, instead of what stands before it: a name, "previous", "in", or a list of names.',
});
export const when = conditionSchema.meta({ id: "when", description: "Leaves it out where this is false." });
export const weights = z
  .string()
  .min(1)
  .meta({ id: "weights", description: "Uses the weights of this earlier layer or block." });
const scalar = z.union([z.number(), z.string(), z.boolean()], { error: "a number, a text, true or false" });
export const element = z.union([z.number(), z.string(), z.boolean(), z.array(scalar)], {
  error: "a number, a text, true, false or a list of them",
});
export const valueList = z.array(element);
export const value = z.union([z.number(), z.string(), z.boolean(), valueList], {
  error: "a number, a text, true, false or a list of them",
});

/** A value as written: of a parameter, an argument, a cell of a table. */
export type RawValue = z.output<typeof value>;
