/** The zoo as files of the package (until src/zoo.ts takes over). */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import type { Result } from "../diagnostic.js";
import { readSpec, type Spec } from "../spec/index.js";

const folder = fileURLToPath(new URL("../../architectures/", import.meta.url));
let index: Map<string, string> | undefined;

function zooIndex(): Map<string, string> {
  if (index !== undefined) return index;
  index = new Map();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith(".yaml")) continue;
    const document = parse(readFileSync(folder + file, "utf8"));
    for (const name of Object.keys(document.variants ?? { [document.name]: {} })) index.set(name, file);
  }
  return index;
}

export function zooNames(): readonly string[] {
  return [...zooIndex().keys()];
}

export function isInZoo(name: string): boolean {
  return /^[a-z0-9.-]+$/.test(name) && zooIndex().has(name);
}

/** The specification that a name of the zoo stands for, as it was written. */
export async function zooText(name: string): Promise<string> {
  return readFileSync(folder + (zooIndex().get(name) ?? ""), "utf8");
}

export async function zooSpec(
  name: string,
): Promise<Result<{ readonly spec: Spec; readonly variant: string | undefined }>> {
  const document = parse(await zooText(name));
  const spec = readSpec(document);
  if (!spec.ok) return { ok: false, diagnostics: spec.diagnostics };
  return {
    ok: true,
    value: { spec: spec.value, variant: document.variants === undefined ? undefined : name },
    diagnostics: [],
  };
}
