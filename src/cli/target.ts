/** Finds what a target names, an architecture of the zoo or a file, and reads it as a specification. */
import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { type Diagnostic, diagnose, type Result } from "../diagnostic.js";
import { closestName } from "../ops/closest-name.js";
import type { Spec } from "../spec/index.js";
import { architectureNames, isArchitecture, readArchitecture, readArchitectureText } from "../zoo.js";
import { overrideInputs } from "./input-override.js";
import { readTarget } from "./read-target.js";

/** A target taken apart. */
export type Target =
  | { readonly kind: "zoo"; readonly name: string }
  | { readonly kind: "file"; readonly file: string; readonly variant: string | undefined };

export interface OpenedTarget {
  readonly spec: Spec;
  readonly variant: string | undefined;
}

const extensions = new Set([".yaml", ".yml", ".json"]);

/** `my.yaml#wide` is the variant `wide` of `my.yaml`; a name of the zoo wins over a file of that name without a path. */
export function parseTarget(target: string): Target {
  if (isArchitecture(target)) return { kind: "zoo", name: target };
  const hash = target.lastIndexOf("#");
  return hash < 0
    ? { kind: "file", file: target, variant: undefined }
    : { kind: "file", file: target.slice(0, hash), variant: target.slice(hash + 1) };
}

/** Whether a target is a model file rather than a specification. */
export function isModelFile(target: string): boolean {
  return extname(target).toLowerCase() === ".onnx";
}

/** Whether the user meant a name rather than a file. */
function looksLikeName(file: string): boolean {
  return !/[/\\]/.test(file) && extname(file) === "";
}

function refuse(finding: Diagnostic): Result<string> {
  return { ok: false, diagnostics: [finding] };
}

/** The specification behind a target, with the inputs' shapes replaced by those asked for. */
export async function openTarget(
  target: string,
  cwd: string,
  inputs: ReadonlyMap<string, readonly number[]>,
): Promise<Result<OpenedTarget>> {
  const parsed = parseTarget(target);
  if (parsed.kind === "zoo" && inputs.size === 0) return readArchitecture(parsed.name);
  const text = await textOf(parsed, cwd);
  if (!text.ok) return { ok: false, diagnostics: text.diagnostics };
  const [{ parseYaml }, { readSpec }] = await Promise.all([import("../spec/yaml.js"), import("../spec/read.js")]);
  const document = parseYaml(text.value, parsed.kind === "zoo" ? parsed.name : parsed.file);
  if (!document.ok) return { ok: false, diagnostics: document.diagnostics };
  const overridden = overrideInputs(document.value.document, inputs);
  const spec = readSpec(overridden, document.value.locate);
  const diagnostics = [...document.diagnostics, ...spec.diagnostics];
  if (!spec.ok) return { ok: false, diagnostics };
  const isVariant = parsed.kind === "zoo" && variantNames(overridden).includes(parsed.name);
  const variant = parsed.kind === "file" ? parsed.variant : isVariant ? parsed.name : undefined;
  return { ok: true, value: { spec: spec.value, variant }, diagnostics };
}

/** Names of a document's variants; none where the document is the network itself. */
export function variantNames(document: unknown): readonly string[] {
  const variants =
    typeof document === "object" && document !== null && "variants" in document ? document.variants : undefined;
  return typeof variants === "object" && variants !== null ? Object.keys(variants) : [];
}

async function textOf(target: Target, cwd: string): Promise<Result<string>> {
  if (target.kind === "zoo") return readArchitectureText(target.name);
  const { file } = target;
  if (looksLikeName(file) && !existsSync(resolve(cwd, file))) {
    const hint = closestName(file, architectureNames()) ?? "`shapewright list` shows the architectures of the zoo";
    return refuse(diagnose("input/unknown-target", { target: file }, { hint }));
  }
  const extension = extname(file).toLowerCase();
  const text = await readTarget(file, cwd);
  if (!text.ok) return text;
  if (extension !== "" && !extensions.has(extension)) {
    const reason = `a network is a .yaml, .json or .onnx file, not "${extension}"`;
    return refuse(diagnose("input/unsupported", { what: file, reason }));
  }
  return text;
}
