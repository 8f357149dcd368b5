/** Turns what `check` is given into networks: names as they are, folders and globs walked, every variant of a file. */
import { statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { diagnose } from "../diagnostic.js";
import type { Findings } from "../report/diagnostic-report.js";
import { isArchitecture } from "../zoo.js";
import { readTarget } from "./read-target.js";
import { variantNames } from "./target.js";

/** Files beyond this many are not looked at: whoever means the whole disk mistyped. */
const mostFiles = 20_000;

const specification = /\.(ya?ml|json)$/i;
const skipped = new Set(["node_modules", ".git", "dist"]);

/** A target to check, or the findings about one that leads nowhere. */
export type Expanded = string | Findings;

/** Expands in the order given, each network once. */
export async function expandTargets(targets: readonly string[], cwd: string): Promise<readonly Expanded[]> {
  const seen = new Set<string>();
  const expanded: Expanded[] = [];
  for (const target of targets) {
    for (const found of await expandTarget(target, cwd)) {
      if (typeof found !== "string") expanded.push(found);
      else if (!seen.has(found)) {
        seen.add(found);
        expanded.push(...(await expandVariants(found, cwd)));
      }
    }
  }
  return expanded;
}

/** `file#variant` for every variant of a specification; whatever is no such file stands for itself. */
async function expandVariants(target: string, cwd: string): Promise<readonly string[]> {
  if (!specification.test(target) || isArchitecture(target)) return [target];
  const text = await readTarget(target, cwd);
  if (!text.ok) return [target];
  const { parseYaml } = await import("../spec/yaml.js");
  const parsed = parseYaml(text.value, target);
  const names = parsed.ok ? variantNames(parsed.value.document) : [];
  return names.length === 0 ? [target] : names.map((name) => `${target}#${name}`);
}

async function expandTarget(target: string, cwd: string): Promise<readonly Expanded[]> {
  if (isArchitecture(target)) return [target];
  if (isFolder(resolve(cwd, target))) {
    const files = await listFiles(resolve(cwd, target), cwd);
    const specs = files.filter((file) => /\.(ya?ml|onnx)$/i.test(file));
    if (specs.length > 0) return specs;
    return [
      {
        target,
        diagnostics: [
          diagnose("input/unreadable", { what: target, reason: "the folder holds no .yaml or .onnx file" }),
        ],
      },
    ];
  }
  if (!/[*?{]/.test(target)) return [target];
  const pattern = globPattern(target);
  const base = target.slice(0, target.search(/[*?{]/)).replace(/[^/]*$/, "");
  const files = await listFiles(resolve(cwd, base), cwd);
  const matching = files.filter((file) => pattern.test(file));
  return matching.length > 0
    ? matching
    : [{ target, diagnostics: [diagnose("input/not-found", { what: `a file like ${target}` })] }];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** All files below a folder, as the user would write them; links to folders are not followed. */
async function listFiles(folder: string, cwd: string): Promise<readonly string[]> {
  const files: string[] = [];
  const waiting = [folder];
  while (waiting.length > 0 && files.length < mostFiles) {
    const at = waiting.pop() ?? folder;
    const entries = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(at, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name)) waiting.push(path);
      else if (entry.isFile()) files.push(relative(cwd, path).split(sep).join("/"));
    }
  }
  return files.sort();
}

/** `*` within a name, `**` over folders, `?`, `{a,b}`. */
function globPattern(glob: string): RegExp {
  const plain = glob.replace(/^\.\//, "");
  let depth = 0;
  const source = plain.replace(/\*\*\/|\*\*|[*?{},]|[.+^$()|[\]\\]/g, (found) => {
    if (found === "**/") return "(?:[^/]+/)*";
    if (found === "**") return ".*";
    if (found === "*") return "[^/]*";
    if (found === "?") return "[^/]";
    if (found === "{") {
      depth++;
      return "(?:";
    }
    if (found === "}" && depth > 0) {
      depth--;
      return ")";
    }
    if (found === ",") return depth > 0 ? "|" : ",";
    return `\\${found}`;
  });
  return new RegExp(`^${source}${")".repeat(depth)}$`);
}
