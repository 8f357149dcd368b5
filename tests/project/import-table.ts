// DESIGN section 2 as data: which folder of src may import which, and the function that finds imports against it.
import { posix } from "node:path";

export interface SourceFile {
  /** Path from src/, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

interface ImportStatement {
  readonly target: string;
  readonly typeOnly: boolean;
}

/** May be imported by every folder; how they may import each other stands in the table. */
const foundation = ["tensor", "dim", "diagnostic"];
const everything = "everything";

interface Permission {
  readonly values: readonly string[] | typeof everything;
  /** Folders of which only types may be imported (`import type`). */
  readonly types?: readonly string[];
}

const afterFoundation = (values: readonly string[], types: readonly string[] = []): Permission => ({
  values: [...foundation, ...values],
  types,
});

const runImports = ["infer", "analysis", "init", "graph", "ops"];

/** `diagnostic` stands for src/diagnostic*.ts and `entry` for the package's entry points. */
const table: Readonly<Record<string, Permission>> = {
  diagnostic: { values: [] },
  dim: { values: ["diagnostic"] },
  tensor: { values: ["dim", "diagnostic"] },
  graph: afterFoundation([]),
  ops: afterFoundation([], ["graph"]),
  init: afterFoundation(["graph", "ops"]),
  spec: afterFoundation(["graph", "ops", "init"]),
  onnx: afterFoundation(["graph", "ops", "init"]),
  infer: afterFoundation(["graph", "ops"]),
  analysis: afterFoundation(["infer", "graph", "ops"]),
  run: afterFoundation(runImports),
  train: afterFoundation(["run", ...runImports]),
  report: afterFoundation(["analysis"], ["run", "train"]),
  cli: { values: everything },
  web: { values: everything },
  entry: { values: everything },
};

const entries = new Set([
  "index.ts",
  "onnx.ts",
  "onnx-check.ts",
  "onnx-node.ts",
  "run.ts",
  "webgpu.ts",
  "webgpu-node.ts",
  "yaml.ts",
  "zoo.ts",
]);
/** Only these may use Node's own modules: the rest has to run in a browser. */
const onNode = /^(cli\/|zoo\.ts$|zoo-|onnx\/node-file\.ts$)/;

function folderOf(path: string): string | undefined {
  const [first, ...rest] = path.split("/");
  if (first === undefined) return undefined;
  if (rest.length > 0) return first in table ? first : undefined;
  if (/^diagnostic(-[a-z-]+)?\.ts$/.test(path)) return "diagnostic";
  return entries.has(path) ? "entry" : undefined;
}

/** Every import, re-export and dynamic import of a module text; those within comments are not read. */
export function readImports(text: string): readonly ImportStatement[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`\\])\/\/.*$/gm, "");
  const statements = /\b(import|export)\s+(type\s+)?(?:[\w*\s{},$]+?\s+from\s*|(?=["']))["']([^"'\n]+)["']/g;
  const dynamic = /\bimport\(\s*["'`]([^"'`\n]+)["'`]\s*\)/g;
  return [
    ...[...code.matchAll(statements)].map((found) => ({ target: found[3] ?? "", typeOnly: found[2] !== undefined })),
    ...[...code.matchAll(dynamic)].map((found) => ({ target: found[1] ?? "", typeOnly: false })),
  ];
}

function judge(from: string, { target, typeOnly }: ImportStatement): string | undefined {
  if (target.startsWith("node:")) {
    return typeOnly || onNode.test(from) ? undefined : `${from}: ${target} does not exist in a browser`;
  }
  // A file that the page fetches by its address is data, no module.
  if (!target.startsWith(".") || target.endsWith("?url")) return undefined;
  const to = posix.join(posix.dirname(from), target).replace(/\.js$/, ".ts");
  const source = folderOf(from);
  const wanted = folderOf(to);
  if (source === undefined) return `${from}: stands in no folder of the import table`;
  if (wanted === undefined) return `${from}: ${target} stands in no folder of the import table`;
  if (source === wanted && source !== "entry") return undefined;
  const { values, types = [] } = table[source] ?? { values: [] };
  if (values === everything || values.includes(wanted)) return undefined;
  if (!types.includes(wanted)) return `${from}: ${source} may not import ${wanted} (${target})`;
  return typeOnly ? undefined : `${from}: ${source} may import only types of ${wanted} (${target})`;
}

/** One line for each file outside the table and each import that runs against it. */
export function findViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, text }) => {
    if (folderOf(path) === undefined) return [`${path}: stands in no folder of the import table`];
    return readImports(text).flatMap((statement) => judge(path, statement) ?? []);
  });
}
