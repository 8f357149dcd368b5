/** The `yaml` entry: reads specifications written as YAML or JSON, with the position of every part. */
import type { Result } from "./diagnostic.js";
import { readSpec, type Spec } from "./spec/index.js";
import { parseYaml } from "./spec/yaml.js";

/** Reads a specification from its text; `file` is its name in positions. */
export function readYaml(text: string, file?: string): Result<Spec> {
  const parsed = parseYaml(text, file);
  if (!parsed.ok) return { ok: false, diagnostics: parsed.diagnostics };
  return readSpec(parsed.value.document, parsed.value.locate);
}

export { type ParsedDocument, parseYaml } from "./spec/yaml.js";
