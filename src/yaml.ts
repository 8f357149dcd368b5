/** Reads specifications written as YAML or JSON. */
import { isAlias, parseDocument, visit } from "yaml";
import { diagnose, type Result } from "./diagnostic.js";
import { readSpec, type Spec } from "./spec/index.js";

/** The document that a text holds. Aliases are refused: they can make a short text endless. */
export function parseYaml(text: string): Result<unknown> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) return { ok: false, diagnostics: [diagnose("yaml/syntax", { reason: error.message })] };
  let alias = false;
  visit(document, (_key, node) => {
    alias ||= isAlias(node);
    return alias ? visit.BREAK : undefined;
  });
  if (alias) return { ok: false, diagnostics: [diagnose("yaml/not-allowed", { feature: "an alias" })] };
  return { ok: true, value: document.toJS(), diagnostics: [] };
}

/** Reads a specification from its text. */
export function readYaml(text: string): Result<Spec> {
  const parsed = parseYaml(text);
  return parsed.ok ? readSpec(parsed.value) : { ok: false, diagnostics: parsed.diagnostics };
}
