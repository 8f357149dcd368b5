/** The zoo: architectures by name, read from the package's own files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnose, type Result } from "./diagnostic.js";
import { readSpec, type Spec } from "./spec/index.js";
import { parseYaml } from "./yaml.js";

/** A network of the zoo: a variant of a file. */
export interface ZooEntry {
  readonly spec: Spec;
  readonly variant: string | undefined;
}

/** The folder `architectures` of the package that this file belongs to. */
function findFolder(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, "package.json")) && dirname(at) !== at) at = dirname(at);
  return join(at, "architectures");
}

/** Finds a network of the zoo by its name, such as `lenet-5`: a variant, or the first variant of a file of that name. */
export function readArchitecture(name: string): Result<ZooEntry> {
  const folder = findFolder();
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    if (!text.includes(name)) continue;
    const parsed = parseYaml(text, file);
    if (!parsed.ok) return { ok: false, diagnostics: parsed.diagnostics };
    const { name: fileName, variants = {} } = parsed.value.document as { readonly name?: unknown; readonly variants?: object };
    const variant = Object.hasOwn(variants, name) ? name : undefined;
    if (variant === undefined && fileName !== name) continue;
    const read = readSpec(parsed.value.document, parsed.value.locate);
    if (!read.ok) return { ok: false, diagnostics: read.diagnostics };
    return { ok: true, value: { spec: read.value, variant }, diagnostics: [] };
  }
  return { ok: false, diagnostics: [diagnose("input/unknown-target", { target: name })] };
}
