/** Turns what Zod found into findings: of a union, only what is wrong with the member that was meant. */
import * as z from "zod/mini";
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { closestName } from "../ops/index.js";
import { itemSchema } from "./item-schema.js";
import { bareLayerTypes, layerOf, layerTypes } from "./layers/index.js";
import { type Path, type Place, pathText } from "./place.js";
import { specSchema } from "./schema.js";
import { formOf, memberOf, optionsOf, partOf, schemaAt, typesOf, unionAt } from "./schema-walk.js";

type Issue = z.core.$ZodIssue;
type UnionIssue = z.core.$ZodIssueInvalidUnion;

/** A document with more mistakes than this is hardly one. */
const mostFindings = 100;

/** All findings of a document that the schema refuses. */
export function findingsOfIssues(issues: readonly Issue[], document: unknown, root: Place): readonly Diagnostic[] {
  const reader = new IssueReader(document, root);
  const findings: Diagnostic[] = [];
  for (const issue of issues) {
    findings.push(...reader.read(issue, []));
    if (findings.length >= mostFindings) break;
  }
  return findings.slice(0, mostFindings);
}

class IssueReader {
  constructor(
    private readonly document: unknown,
    private readonly root: Place,
  ) {}

  /** Findings of one issue; `above` is the path of the union it was found in. */
  read(issue: Issue, above: Path): readonly Diagnostic[] {
    const path = [...above, ...issue.path.map((key) => (typeof key === "symbol" ? String(key) : key))];
    const value = path.reduce(partOf, this.document);
    const place = path.reduce<Place>((parent, key) => parent.child(key), this.root);
    if (value === undefined && issue.code !== "unrecognized_keys") return [this.missing(path)];
    switch (issue.code) {
      case "unrecognized_keys":
        return issue.keys.slice(0, mostFindings).map((key) => this.unknownKey(key, path, value));
      case "invalid_union":
        return this.union(issue, path, value, place);
      case "too_small":
        return [this.size(value, place, `at least ${issue.minimum}`, issue.origin)];
      case "too_big":
        return [this.size(value, place, `at most ${issue.maximum}`, issue.origin)];
      case "invalid_value":
        return [this.invalidValue(issue.values.map(String), value, place)];
      case "invalid_format":
        return [this.wrongName(path, value, place)];
      case "invalid_type":
        return [
          diagnose("spec/wrong-type", { expected: nameOfType(issue.expected), actual: show(value) }, place.context),
        ];
      default:
        return [diagnose("spec/wrong-type", { expected: issue.message, actual: show(value) }, place.context)];
    }
  }

  private union(issue: UnionIssue, path: Path, value: unknown, place: Place): readonly Diagnostic[] {
    if (issue.errors.length === 0) return [this.invalidValue(this.typesAt(path), value, place)];
    const union = unionAt(specSchema(), this.document, path);
    const member = union && memberOf(union, value);
    const errors = member && issue.errors[optionsOf(union).indexOf(member)];
    if (errors !== undefined) return errors.flatMap((inner) => this.read(inner, path));
    return [this.noMember(union, value, place, issue)];
  }

  private noMember(union: z.ZodMiniUnion | undefined, value: unknown, place: Place, issue: UnionIssue): Diagnostic {
    if (union !== itemSchema()) return this.wrongWord(issue, value, place);
    const expected =
      "a layer: a name such as relu, or an object with type, use, residual, parallel, repeat or another structure";
    const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
    const hint = keys.map((key) => closestName(key, formKeys)).find((found) => found !== undefined);
    return diagnose("spec/wrong-type", { expected, actual: show(value) }, { hint, ...place.context });
  }

  /** A value that no member of the union takes; the nearest word is a hint. */
  private wrongWord(issue: UnionIssue, value: unknown, place: Place): Diagnostic {
    const words = issue.errors
      .flat()
      .flatMap((inner) => (inner.code === "invalid_value" && inner.path.length === 0 ? inner.values.map(String) : []));
    const hint = typeof value === "string" ? closestName(value, words) : undefined;
    const expected = issue.message === "Invalid input" ? "something else" : issue.message;
    return diagnose("spec/wrong-type", { expected, actual: show(value) }, { hint, ...place.context });
  }

  /** A text that is neither one of the words nor `"{parameter}"`. */
  private wrongName(path: Path, value: unknown, place: Place): Diagnostic {
    const union = unionAt(specSchema(), this.document, path);
    const options = union === undefined ? [] : optionsOf(union);
    const words = options.flatMap((option) => (option instanceof z.ZodMiniEnum ? option.options.map(String) : []));
    const hint = typeof value === "string" ? closestName(value, words) : undefined;
    const expected = `one of ${words.join(", ")}, or {parameter}`;
    return diagnose("spec/wrong-type", { expected, actual: show(value) }, { hint, ...place.context });
  }

  private invalidValue(words: readonly string[], value: unknown, place: Place): Diagnostic {
    if (words.includes(bareLayerTypes[0]) && typeof value === "string") {
      const needed = Object.entries(layerOf(value)?.fields ?? {}).find(([, field]) => field.needed);
      if (needed !== undefined) {
        const hint = `write { type: ${value}, ${needed[0]}: ... }`;
        return diagnose("spec/missing-key", { key: needed[0], where: value }, { hint, ...place.context });
      }
      return diagnose(
        "spec/unknown-layer",
        { type: value },
        { hint: this.blockHint(value) ?? closestName(value, layerTypes), ...place.context },
      );
    }
    const hint = typeof value === "string" ? closestName(value, words) : undefined;
    const expected = words.length === 1 ? `${words[0]}` : `one of ${words.join(", ")}`;
    return diagnose("spec/wrong-type", { expected, actual: show(value) }, { hint, ...place.context });
  }

  /** A block's name where a layer's is needed. */
  private blockHint(name: string): string | undefined {
    const blocks = partOf(this.document, "blocks");
    return partOf(blocks, name) === undefined ? undefined : `it is a block: write { use: ${name} }`;
  }

  private size(value: unknown, place: Place, range: string, origin: string): Diagnostic {
    if (origin === "array" && Array.isArray(value)) {
      return diagnose(
        "spec/out-of-range",
        { what: "the number of values", value: `${value.length}`, range },
        place.context,
      );
    }
    if (origin === "string")
      return diagnose("spec/wrong-type", { expected: "a text that is not empty", actual: show(value) }, place.context);
    const key = place.keys.at(-1);
    const what = typeof key === "number" ? `${place.keys.at(-2)}[${key}]` : String(key);
    return diagnose("spec/out-of-range", { what, value: show(value), range }, place.context);
  }

  private missing(path: Path): Diagnostic {
    const parent = path.slice(0, -1);
    const place = parent.reduce<Place>((at, key) => at.child(key), this.root);
    return diagnose("spec/missing-key", { key: String(path.at(-1)), where: this.describe(parent) }, place.context);
  }

  private unknownKey(key: string, path: Path, value: unknown): Diagnostic {
    const schema = schemaAt(specSchema(), this.document, path);
    const known =
      schema instanceof z.ZodMiniObject
        ? Object.keys(schema.shape).filter((name) => partOf(value, name) === undefined)
        : [];
    const place = [...path, key].reduce<Place>((at, step) => at.child(step), this.root);
    return diagnose(
      "spec/unknown-key",
      { key, where: this.describe(path) },
      { hint: closestName(key, known), ...place.context },
    );
  }

  /** What the object at a path is, in words. */
  private describe(path: Path): string {
    if (path.length === 0) return "the document";
    const value = path.reduce(partOf, this.document);
    const type = partOf(value, "type");
    if (typeof type === "string") return type;
    return formOf(value) ?? pathText(path.slice(-1));
  }

  /** Types that the discriminated union around a `type` key knows. */
  private typesAt(path: Path): readonly string[] {
    const parent = schemaAt(specSchema(), this.document, path.slice(0, -1));
    return parent instanceof z.ZodMiniDiscriminatedUnion ? typesOf(parent) : [];
  }
}

const formKeys = [
  "type",
  "residual",
  "parallel",
  "repeat",
  "use",
  "op",
  "sequence",
  "concat",
  "add",
  "multiply",
  "then",
];

const typeNames: Readonly<Record<string, string>> = {
  object: "an object",
  array: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  record: "an object",
};

const nameOfType = (type: string): string => typeNames[type] ?? type;

/** A value as written, cut short. */
function show(value: unknown): string {
  if (typeof value === "number") return `${value}`;
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text =
    typeof value === "bigint" || typeof value === "symbol" || typeof value === "function"
      ? typeof value
      : (JSON.stringify(value) ?? "nothing");
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
