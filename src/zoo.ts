/** The `zoo` entry: the architectures that come with the package, by name, read from its own files. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diagnose, type Result } from "./diagnostic.js";
import { closestName } from "./ops/index.js";
import { type Spec, type SpecDocument, trustSpec } from "./spec/index.js";
import { parseYaml } from "./spec/yaml.js";

/** A network of the zoo: a file, or one of its variants. */
export interface Architecture {
  readonly spec: Spec;
  /** Undefined where the file is one network. */
  readonly variant: string | undefined;
}

/** What a build writes beside this module, so that a program need not parse YAML to start. */
export interface ZooIndex {
  /** The file of each name, without its ending. */
  readonly files: Readonly<Record<string, string>>;
}

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "architectures");

/** The folder `architectures` of the package that this module belongs to. */
function sourceFolder(): string {
  let at = here;
  while (!existsSync(join(at, "package.json")) && dirname(at) !== at) at = dirname(at);
  return join(at, "architectures");
}

let known: ZooIndex | undefined;

/** Which file each name of the zoo stands in. */
export function zooIndex(): ZooIndex {
  known ??= existsSync(join(built, "index.json")) ? readJson<ZooIndex>("index") : listFiles();
  return known;
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(built, `${name}.json`), "utf8"));
}

function listFiles(): ZooIndex {
  const files: Record<string, string> = {};
  const stems = readdirSync(sourceFolder()).map((file) => file.slice(0, -".yaml".length));
  for (const stem of stems.sort()) {
    const { name, variants } = readDocument(stem);
    for (const variant of Object.keys(variants ?? { [name]: {} })) files[variant] = stem;
  }
  return { files };
}

/** The document of a file of the zoo. */
export function readDocument(stem: string): SpecDocument {
  if (existsSync(join(built, `${stem}.json`))) return readJson(stem);
  const parsed = parseYaml(readText(stem), `${stem}.yaml`);
  if (!parsed.ok) throw new Error(`architectures/${stem}.yaml: ${parsed.diagnostics.join("\n")}`);
  return parsed.value.document as SpecDocument;
}

const readText = (stem: string): string => readFileSync(join(sourceFolder(), `${stem}.yaml`), "utf8");

function fileOf(name: string): string | undefined {
  const { files } = zooIndex();
  return Object.hasOwn(files, name) ? files[name] : undefined;
}

/** Names of the zoo, such as `lenet-5`; those of one file stand together. */
export function architectureNames(): readonly string[] {
  return Object.keys(zooIndex().files);
}

/** Whether the zoo has a network of this name. */
export function isArchitecture(name: string): boolean {
  return fileOf(name) !== undefined;
}

/** A network of the zoo by its name. Its form is not checked again: the tests check every file. */
export function readArchitecture(name: string): Result<Architecture> {
  const file = fileOf(name);
  if (file === undefined) return { ok: false, diagnostics: [unknownArchitecture(name)] };
  const document = readDocument(file);
  const variant = document.variants === undefined ? undefined : name;
  return { ok: true, value: { spec: trustSpec(document), variant }, diagnostics: [] };
}

/** The YAML text of the file that a name of the zoo stands in, as it was written. */
export function readArchitectureText(name: string): Result<string> {
  const file = fileOf(name);
  if (file === undefined) return { ok: false, diagnostics: [unknownArchitecture(name)] };
  return { ok: true, value: readText(file), diagnostics: [] };
}

function unknownArchitecture(target: string) {
  const hint = closestName(target, architectureNames()) ?? "`shapewright list` shows them all";
  return diagnose("input/unknown-target", { target }, { hint });
}
