/** Parts of the schema that items and the document share: names, references, values. */
import * as z from "zod/mini";
import { condition, describe, describeHere, text } from "./field-schema.js";
import { once } from "./once.js";

/** A name; inside `repeat` and blocks it may hold expressions in braces. */
export const name = once(() => describe(text(), "name", "name"));
export const reference = once(() => describe(text(), "reference", "reference"));
const references = once(() =>
  describe(
    z.union([reference(), z.array(reference()).check(z.minLength(1))], { error: "a name or a list of names" }),
    'What it takes, instead of what stands before it: a name, "previous", "in", or a list of names.',
    "references",
  ),
);
const when = once(() => describeHere(condition(), "when", "when"));
const weights = once(() => describe(text(), "weights", "weights"));

/** Keys that items take: what they are called, where they stand, whether they are there. */
export interface Placement {
  name?: string | undefined;
  from?: string | string[] | undefined;
  when?: boolean | string | undefined;
}

/** Keys that items with weights take besides. */
export interface Sharing {
  weights?: string | undefined;
}

/** The schema of {@link Placement}. */
export const placement = once(() => {
  const shape = { name: z.optional(name()), from: z.optional(references()), when: z.optional(when()) };
  return shape satisfies Record<keyof Placement, z.ZodMiniType>;
});

/** The schema of {@link Sharing}. */
export const sharing = once(() => {
  const shape = { weights: z.optional(weights()) };
  return shape satisfies Record<keyof Sharing, z.ZodMiniType>;
});

type Scalar = number | string | boolean;
/** A value as written: of a parameter, an argument, a cell of a table. */
export type RawValue = Scalar | (Scalar | Scalar[])[];

const scalars = () => [z.number(), z.string(), z.boolean()] as const;
const listHelp = { error: "a number, a text, true, false or a list of them" };
const scalar = () => z.union(scalars(), { error: "a number, a text, true or false" });
const element = () => z.union([...scalars(), z.array(scalar())], listHelp);
export const valueList = once(() => z.array(element()));
/** The schema of {@link RawValue}. */
export const value = once((): z.ZodMiniType<RawValue> => z.union([...scalars(), valueList()], listHelp));
