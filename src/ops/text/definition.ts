/** Strings (ONNX StringConcat, StringSplit, StringNormalizer, RegexFullMatch). */
import type { KnownValue } from "../../tensor/index.js";
import { oneOf, optional, withDefault } from "../attribute.js";
import { broadcastInputs } from "../broadcast.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";
import { mapValues } from "../known-value.js";
import { requireRank, requireSame } from "../requirements.js";

/** The inputs must be strings. */
function requireStrings<D>(c: AnyRuleContext<D>): void {
  c.inputs.forEach((input, index) => {
    if (input === undefined || input.dtype === "string") return;
    const { name } = c.input(index);
    c.fail("type/mismatch", { op: c.op, input: name, expected: "string", actual: input.dtype });
  });
}

export const stringConcat = defineOperator({
  op: "StringConcat",
  since: 20,
  summary: "Joins strings, element by element.",
  attributes: {},
  inputs: [{ name: "X" }, { name: "Y" }],
  outputs: ["Z"],
  infer(c) {
    requireStrings(c);
    const shape = broadcastInputs(c);
    const join = { string: (left = "", right = "") => left + right };
    const values = c.inputs.map((input) => input?.value);
    return [{ dtype: "string", shape, value: mapValues(c, values, shape, "string", join) }];
  },
});

/** The parts of a string between delimiters; by whitespace runs without one (Python's str.split). */
export function splitText(text: string, delimiter: string, most: number | undefined): readonly string[] {
  if (delimiter === "") {
    const words = text.trim() === "" ? [] : text.trim().split(/\s+/);
    if (most === undefined || words.length <= most + 1) return words;
    const head = words.slice(0, most);
    const tail = words.slice(0, most).reduce((rest, word) => rest.slice(word.length).trimStart(), text.trimStart());
    return [...head, tail.trimEnd()];
  }
  const parts = text.split(delimiter);
  if (most === undefined || parts.length <= most + 1) return parts;
  return [...parts.slice(0, most), parts.slice(most).join(delimiter)];
}

/** Greatest number of parts of known strings; undefined where one is not known. */
function mostParts(value: KnownValue | undefined, delimiter: string, most: number | undefined): number | undefined {
  if (value === undefined || value.dtype !== "string") return undefined;
  const counts = value.data.map((text) =>
    typeof text === "string" ? splitText(text, delimiter, most).length : Number.NaN,
  );
  const greatest = counts.reduce((left, right) => Math.max(left, right), 0);
  return Number.isNaN(greatest) ? undefined : greatest;
}

export const stringSplit = defineOperator({
  op: "StringSplit",
  since: 20,
  summary: "Cuts strings at a delimiter into as many columns as the longest needs, and counts the parts.",
  attributes: { delimiter: withDefault("string", ""), maxsplit: optional("int") },
  inputs: [{ name: "X" }],
  outputs: ["Y", "Z"],
  infer(c) {
    requireStrings(c);
    const x = c.shape(0);
    const { delimiter, maxsplit } = c.attributes;
    // As in Python, a negative limit is none.
    const limit = maxsplit !== undefined && maxsplit >= 0 ? maxsplit : undefined;
    const known = mostParts(c.input(0).value, delimiter, limit);
    const bounds = limit === undefined ? {} : { max: limit + 1 };
    const reason = "the strings decide how many parts there are";
    const parts = known === undefined ? c.freshSize(0, x.length, reason, bounds) : c.algebra.of(known);
    return [
      { dtype: "string", shape: [...x, parts] },
      { dtype: "int64", shape: x },
    ];
  },
  reach: () => "global",
});

export const stringNormalizer = defineOperator({
  op: "StringNormalizer",
  since: 10,
  summary: "Drops stop words and changes the case of strings.",
  attributes: {
    case_change_action: oneOf("NONE", "LOWER", "UPPER"),
    is_case_sensitive: withDefault("int", 0),
    locale: optional("string"),
    stopwords: withDefault("strings", []),
  },
  inputs: [{ name: "X", role: "control" }],
  outputs: ["Y"],
  infer(c) {
    requireStrings(c);
    const x = requireRank(c, 0, [1, 2], "[words] or [1, words]");
    const a = c.algebra;
    const [batch] = x;
    if (x.length === 2) requireSame(c, batch as (typeof x)[0], a.of(1), "one list of words at a time");
    const { stopwords, is_case_sensitive } = c.attributes;
    const before = x.slice(0, -1);
    if (stopwords.length === 0) return [{ dtype: "string", shape: x }];
    const fold = (text: string): string => (is_case_sensitive === 1 ? text : text.toLowerCase());
    const stops = new Set(stopwords.map(fold));
    const words = c.input(0).value?.data;
    if (words?.every((word) => typeof word === "string")) {
      const left = words.filter((word) => !stops.has(fold(word)));
      // All stop words leave one empty string.
      return [{ dtype: "string", shape: [...before, a.of(Math.max(left.length, 1))] }];
    }
    const most = a.dim(x.at(-1) as (typeof x)[0]);
    const bounds = { min: 1, ...(typeof most === "number" && { max: Math.max(most, 1) }) };
    const left = c.freshSize(0, before.length, "the words decide how many are left", bounds);
    return [{ dtype: "string", shape: [...before, left] }];
  },
  reach: () => "global",
});

export const regexFullMatch = defineOperator({
  op: "RegexFullMatch",
  since: 20,
  summary: "Says of every string whether the whole of it matches a regular expression.",
  attributes: { pattern: optional("string") },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    requireStrings(c);
    return [{ dtype: "bool", shape: c.shape(0) }];
  },
});
