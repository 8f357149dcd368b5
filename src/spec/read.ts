/** Reads a document against the schema: every wrong key, type and name becomes a finding with its place. */
import type * as z from "zod";
import { type Diagnostic, diagnose, type Result } from "../diagnostic.js";
import { closestName } from "../ops/index.js";
import { layerTypes } from "./layers/index.js";
import { type Locate, Place, pathText } from "./place.js";
import { itemForms, type SpecDocument, type SpecInput, specSchema } from "./schema.js";

/** A specification that fits the schema, and where its parts stand. */
export interface Spec {
  readonly document: SpecDocument;
  readonly place: Place;
}

/** Checks an architecture's types as it is written, and gives it back. */
export function defineArchitecture(architecture: SpecInput): SpecInput {
  return architecture;
}

/** Checks a document against the schema. */
export function readSpec(document: unknown, locate?: Locate): Result<Spec> {
  const place = Place.root(locate);
  const parsed = specSchema.safeParse(document);
  if (parsed.success) return { ok: true, value: { document: parsed.data, place }, diagnostics: [] };
  return { ok: false, diagnostics: parsed.error.issues.flatMap((issue) => findingsOf(issue, [], document, place)) };
}

/** A document that is known to fit the schema, such as one of the zoo. */
export function trustSpec(document: SpecDocument): Spec {
  return { document, place: Place.root() };
}

type Issue = z.core.$ZodIssue;

function findingsOf(
  issue: Issue,
  before: readonly PropertyKey[],
  document: unknown,
  root: Place,
): readonly Diagnostic[] {
  const path = [...before, ...issue.path];
  const place = path.reduce((at: Place, key) => at.child(typeof key === "number" ? key : String(key)), root);
  const value = valueAt(document, path);
  const where = path.length === 0 ? "the specification" : place.path;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      diagnose("spec/unknown-key", { key, where }, { ...place.child(key).context, ...hintFor(key, issue, value) }),
    );
  }
  if (issue.code === "invalid_union") {
    const member = memberOf(value, issue);
    if (member !== undefined) return member.flatMap((inner) => findingsOf(inner, path, document, root));
    const isBareLayer = /^(layers|body|then|else|shortcut|branches|sequence)/.test(String(path.at(-2)));
    if (typeof value === "string" && issue.path.length > 0 && (isBareLayer || path.at(-1) === "type")) {
      const hint = closestName(value, layerTypes);
      return [diagnose("spec/unknown-layer", { type: value }, { ...place.context, hint })];
    }
  }
  if (value === undefined) {
    const parent = pathText(place.keys.slice(0, -1)) || "the specification";
    return [diagnose("spec/missing-key", { key: String(path.at(-1)), where: parent }, place.context)];
  }
  return [diagnose("spec/wrong-type", { expected: expectedText(issue), actual: shortText(value) }, place.context)];
}

/** The issues of the member of a union that the value was meant to be. */
function memberOf(value: unknown, issue: Extract<Issue, { code: "invalid_union" }>): readonly Issue[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return issue.errors.find((errors) => errors.some(({ path }) => path.length > 0));
  const forms = Object.keys(itemForms);
  const form = forms.findIndex((key) => Object.hasOwn(value, key));
  // The first member of the union of items is the bare name; the forms follow in their order.
  if (form >= 0 && issue.errors.length === forms.length + 1) return issue.errors[form + 1];
  return issue.errors.find((errors) =>
    errors.every(({ code, path }) => code === "unrecognized_keys" || path.length > 0),
  );
}

function hintFor(key: string, issue: Issue, value: unknown): { hint?: string } {
  const known = typeof value === "object" && value !== null ? knownKeys(value) : Object.keys(specSchema.shape);
  const hint = closestName(key, issue.path.length === 0 && known.length === 0 ? Object.keys(specSchema.shape) : known);
  return hint === undefined ? {} : { hint };
}

/** Keys that the layer (or the document) could have. */
function knownKeys(value: object): readonly string[] {
  if (!("type" in value)) return Object.keys(specSchema.shape);
  const member = itemForms.type.options.find(({ shape }) => shape.type.value === value.type);
  return member === undefined ? [] : Object.keys(member.shape);
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    document,
  );
}

function expectedText(issue: Issue): string {
  if (issue.code === "invalid_type") return issue.expected;
  if (issue.code === "invalid_value") return issue.values.map(String).join(", ");
  return issue.message;
}

function shortText(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
