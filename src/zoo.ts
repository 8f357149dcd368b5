/** The zoo: architectures by name, read from the package's own files. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnose, type Result } from "./diagnostic.js";
import type { Spec } from "./spec/index.js";
import { readYaml } from "./yaml.js";

/** A network of the zoo: a variant of a file. */
export interface ZooEntry {
  readonly spec: Spec;
  readonly variant: string | undefined;
}

/** The folder `architectures` of the package that this file belongs to. */
function folder(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    try {
      readFileSync(join(at, "package.json"));
      return join(at, "architectures");
    } catch (missing) {
      if (dirname(at) === at) throw missing;
    }
  }
}

/** Finds a network of the zoo by its name, such as `lenet-5`. */
export function readArchitecture(name: string): Result<ZooEntry> {
  for (const file of readdirSync(folder())) {
    const text = readFileSync(join(folder(), file), "utf8");
    if (!new RegExp(`^(name: |  )${name.replace(/[^\w-]/g, "")}(:|$)`, "m").test(text)) continue;
    const read = readYaml(text);
    if (!read.ok) return { ok: false, diagnostics: read.diagnostics };
    const variants = Object.keys(read.value.document.variants ?? {});
    if (variants.includes(name)) return { ok: true, value: { spec: read.value, variant: name }, diagnostics: [] };
    if (read.value.document.name === name)
      return { ok: true, value: { spec: read.value, variant: variants[0] }, diagnostics: [] };
  }
  return { ok: false, diagnostics: [diagnose("input/unknown-target", { target: name })] };
}
