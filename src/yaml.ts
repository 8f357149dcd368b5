/** Reads specifications written as YAML or JSON. */
import { parseDocument } from "yaml";
import { diagnose, type Result } from "./diagnostic.js";
import { readSpec, type Spec } from "./spec/index.js";

/** Reads a specification from its text. */
export function readYaml(text: string): Result<Spec> {
  const document = parseDocument(text, { maxAliasCount: 0 } as object);
  const [error] = document.errors;
  if (error !== undefined) return { ok: false, diagnostics: [diagnose("yaml/syntax", { reason: error.message })] };
  return readSpec(document.toJS({ maxAliasCount: 0 }));
}
