/** Strings, element by element. */
import type { RunTensor } from "../../tensor/index.js";
import { defineKernel, inputOf, tensorOf, tensorOfScalars } from "../reference-data.js";
import { splitText } from "./definition.js";

function textsOf(tensor: RunTensor): readonly string[] {
  return Array.from(tensor.data, String);
}

export const stringSplitReference = defineKernel<{ readonly delimiter: string; readonly maxsplit: number | undefined }>(
  (call) => {
    const input = inputOf(call, 0);
    const { delimiter, maxsplit } = call.attributes;
    const limit = maxsplit !== undefined && maxsplit >= 0 ? maxsplit : undefined;
    const parts = textsOf(input).map((text) => splitText(text, delimiter, limit));
    const width = parts.reduce((most, { length }) => Math.max(most, length), 0);
    const pieces = { dtype: "string", shape: [...input.shape, width] } as const;
    return [
      tensorOfScalars(pieces, (i) => parts[Math.floor(i / width)]?.[i % width] ?? ""),
      tensorOf({ dtype: "int64", shape: input.shape }, (i) => parts[i]?.length ?? 0),
    ];
  },
);

interface Normalising {
  readonly case_change_action: string;
  readonly is_case_sensitive: number;
  readonly locale: string | undefined;
  readonly stopwords: readonly string[];
}

export const stringNormalizerReference = defineKernel<Normalising>((call) => {
  const { case_change_action: action, is_case_sensitive, stopwords } = call.attributes;
  const input = inputOf(call, 0);
  const fold = (text: string): string => (is_case_sensitive === 1 ? text : text.toLowerCase());
  const stops = new Set(stopwords.map(fold));
  const left = textsOf(input).filter((text) => !stops.has(fold(text)));
  // All stop words leave one empty string.
  const kept = left.length === 0 && stopwords.length > 0 ? [""] : left;
  const change = (text = ""): string =>
    action === "LOWER" ? text.toLowerCase() : action === "UPPER" ? text.toUpperCase() : text;
  const shape = [...input.shape.slice(0, -1), kept.length];
  return [tensorOfScalars({ dtype: "string", shape }, (i) => change(kept[i]))];
});

/** Patterns are RE2's, which has neither references to groups nor conditions on what stands around. */
export const regexFullMatchReference = defineKernel<{ readonly pattern: string | undefined }>((call) => {
  const input = inputOf(call, 0);
  const expression = new RegExp(`^(?:${call.attributes.pattern ?? ""})$`, "u");
  const texts = textsOf(input);
  return [tensorOf({ dtype: "bool", shape: input.shape }, (i) => (expression.test(texts[i] ?? "") ? 1 : 0))];
});
