/** Reads a document: checks its form against the schema and says, for each thing that is wrong, what and where. */
import type { Result } from "../diagnostic.js";
import { DocumentCompiler } from "./compiler.js";
import { checkDocumentSize } from "./document-size.js";
import { findingsOfIssues } from "./issue.js";
import { type Locate, Place } from "./place.js";
import { type SpecDocument, specSchema } from "./schema.js";

/** A document whose form is right. Only {@link readSpec} makes one. */
export class Spec {
  /** The document's items as steps; made once, whatever is then lowered. */
  readonly compiler: DocumentCompiler;

  /** @internal */
  constructor(
    readonly document: SpecDocument,
    /** The document's place, from which positions are found. */
    readonly root: Place,
  ) {
    this.compiler = new DocumentCompiler(document, root);
  }

  /** Names of the networks in it. */
  get variants(): readonly string[] {
    return Object.keys(this.document.variants ?? {});
  }
}

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

/** A document that is known to have the right form, such as one of the zoo. */
export function trustSpec(document: SpecDocument): Spec {
  return new Spec(document, Place.root());
}

/** Names the type of a specification for the compiler, which then checks it; gives it back unchanged. */
export function defineArchitecture(spec: SpecDocument): SpecDocument {
  return spec;
}
