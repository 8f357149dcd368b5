// Networks to export: of the zoo, of fixtures/specs, or written in a test.
import { readFileSync } from "node:fs";
import type { Graph } from "../../../src/graph/index.js";
import { inferShapes, type ShapedGraph } from "../../../src/infer/index.js";
import { type ExportedModel, type ExportOptions, exportModel, joinChunks } from "../../../src/onnx/index.js";
import { onnx } from "../../../src/ops/index.js";
import { type LowerOptions, lowerSpec, readSpec } from "../../../src/spec/index.js";
import { parseYaml } from "../../../src/spec/yaml.js";
import { isArchitecture, readArchitecture } from "../../../src/zoo.js";

/** A network of the zoo by name, or of `fixtures/specs`. */
export function networkNamed(name: string, options: LowerOptions = {}): ShapedGraph {
  if (isArchitecture(name)) {
    const { spec, variant } = need(readArchitecture(name));
    return shapedOf(need(lowerSpec(spec, { ...options, variant })));
  }
  const { document } = need(parseYaml(readFileSync(`fixtures/specs/${name}.yaml`, "utf8"), name));
  return shapedOf(need(lowerSpec(need(readSpec(document)), options)));
}

export function networkOf(document: unknown, options: LowerOptions = {}): ShapedGraph {
  return shapedOf(need(lowerSpec(need(readSpec(document)), options)));
}

export function shapedOf(graph: Graph): ShapedGraph {
  return need(inferShapes(graph, onnx));
}

export function exported(shaped: ShapedGraph, options: ExportOptions = {}): ExportedModel {
  return need(exportModel(shaped, options));
}

/** The model's file as one array. */
export function bytesOf(shaped: ShapedGraph, options: ExportOptions = {}): Uint8Array {
  return joinChunks(exported(shaped, options).file);
}

function need<T>(result: { readonly ok: boolean; readonly value?: T; readonly diagnostics: readonly unknown[] }): T {
  if (!result.ok || result.value === undefined) throw new Error(result.diagnostics.map(String).join("\n"));
  return result.value;
}
