/** A specification whose form is right, whether that was checked or is known. */
import { DocumentCompiler } from "./compiler.js";
import { Place } from "./place.js";
import type { SpecDocument } from "./schema.js";

/** A document whose form is right. Only `readSpec` and {@link trustSpec} make one. */
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

/** A document that is known to have the right form, such as one of the zoo. */
export function trustSpec(document: SpecDocument): Spec {
  return new Spec(document, Place.root());
}

/** Names the type of a specification for the compiler, which then checks it; gives it back unchanged. */
export function defineArchitecture(spec: SpecDocument): SpecDocument {
  return spec;
}
