/** `activation:` and `norm:`, the fields that put another layer right behind a layer. */
import { closestName } from "../ops/index.js";
import type { Environment } from "./environment.js";
import { evaluateText, valueText } from "./evaluate.js";
import { fail } from "./failure.js";
import type { Field, Part } from "./field.js";
import type { LayerDefinition, WrittenLayer } from "./layer.js";

/** A layer that follows: its type and its keys as written. */
export interface Following {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The name of one of the layers, the layer with its keys, `none`, or `"{parameter}"`. */
export type WrittenFollowing<D extends LayerDefinition> = D["type"] | "none" | `{${string}}` | WrittenLayer<D>;

/** A field that takes the name of one of these layers, the layer with its keys, `none`, or `"{parameter}"`. */
export function following<const D extends readonly LayerDefinition[]>(
  definitions: D,
  { id, text }: { readonly id: "activation" | "norm"; readonly text: string },
): Field<Following | undefined, WrittenFollowing<D[number]>, false> {
  const names = ["none", ...definitions.map(({ type }) => type)];
  return {
    summary: `following ${text}`,
    schema: ({ following, shared }) =>
      shared(id, `following ${text}`, () => following(definitions, { text })) as Part<WrittenFollowing<D[number]>>,
    needed: false,
    fallback: undefined,
    isConstant: (raw) => typeof raw !== "string" || !raw.startsWith("{"),
    resolve(raw, environment) {
      if (typeof raw !== "string") return raw as Following;
      return { type: raw.startsWith("{") ? nameIn(raw, names, environment) : raw };
    },
  };
}

function nameIn(text: string, names: readonly string[], environment: Environment): string {
  const expression = text.slice(1, -1);
  const value = evaluateText(expression, environment);
  if (typeof value !== "string")
    return fail("expression/wrong-type", { expression, expected: "a name", actual: valueText(value) });
  if (names.includes(value)) return value;
  return fail("spec/unknown-layer", { type: value }, { hint: closestName(value, names) });
}
