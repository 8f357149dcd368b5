/** Reads a document: checks its form against the schema and says, for each thing that is wrong, what and where. */
import type { Result } from "../diagnostic.js";
import { checkDocumentSize } from "./document-size.js";
import { findingsOfIssues } from "./issue.js";
import { type Locate, Place } from "./place.js";
import { specSchema } from "./schema.js";
import { Spec } from "./spec.js";

/**
 * Checks the form of a document: keys, layer types, kinds of values. What depends on sizes is checked by lowering.
 * `locate` finds positions in the file that the document came from.
 */
export function readSpec(document: unknown, locate?: Locate): Result<Spec> {
  const root = Place.root(locate);
  const tooLarge = checkDocumentSize(document, root);
  if (tooLarge !== undefined) return { ok: false, diagnostics: [tooLarge] };
  const parsed = specSchema().safeParse(document);
  if (parsed.success) return { ok: true, value: new Spec(parsed.data, root), diagnostics: [] };
  return { ok: false, diagnostics: findingsOfIssues(parsed.error.issues, document, root) };
}
