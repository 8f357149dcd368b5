// Networks of the zoo by name, inferred and analysed once each, and the oracles that they are held against.
import { readFileSync } from "node:fs";
import { analyseGraph, type LayerReport, type Report } from "../../src/analysis/index.js";
import { inferShapes, type ShapedGraph } from "../../src/infer/index.js";
import { lowerSpec } from "../../src/spec/index.js";
import { readArchitecture } from "../../src/zoo.js";

const shaped = new Map<string, ShapedGraph>();
const reports = new Map<string, Report>();

/** The network at its own input size; throws on any finding, warnings and notes included. */
export function shapeZoo(name: string): ShapedGraph {
  const known = shaped.get(name);
  if (known !== undefined) return known;
  const found = readArchitecture(name);
  if (!found.ok) throw new Error(String(found.diagnostics[0]));
  const lowered = lowerSpec(found.value.spec, { variant: found.value.variant });
  if (lowered.value === undefined) throw new Error(String(lowered.diagnostics[0]));
  const { value, diagnostics } = inferShapes(lowered.value);
  const [finding] = [...lowered.diagnostics, ...diagnostics];
  if (value === undefined || finding !== undefined) throw new Error(`${name}: ${finding}`);
  shaped.set(name, value);
  return value;
}

export function analyseZoo(name: string): Report {
  let report = reports.get(name);
  if (report === undefined) {
    report = analyseGraph(shapeZoo(name));
    reports.set(name, report);
  }
  return report;
}

/** Parameters of the layer, or of all layers in the module, of this name. */
export function paramsOf(report: Report, name: string): bigint {
  const layers = layersOf(report, name);
  if (layers.length === 0) throw new Error(`${report.name} has no ${name}`);
  return layers.reduce((sum, layer) => sum + known(layer.params), 0n);
}

export function layersOf(report: Report, name: string): readonly LayerReport[] {
  return report.layers.filter((layer) => layer.name === name || layer.modules.some((module) => module.name === name));
}

/** A count that is no formula and not unknown. */
export function known(count: unknown): bigint {
  if (typeof count !== "bigint") throw new Error("a count is not known");
  return count;
}

export function readOracle(file: string) {
  return JSON.parse(readFileSync(new URL(`../../fixtures/oracles/${file}.json`, import.meta.url), "utf8"));
}

/** torchvision's name of a model, and ours. */
export const torchvisionNames: ReadonlyMap<string, string> = new Map([
  ["alexnet", "alexnet-torchvision"],
  ["googlenet", "googlenet-torchvision"],
  ["inception_v3", "inception-v3"],
  ...[18, 34, 50, 101, 152].map((depth) => [`resnet${depth}`, `resnet-${depth}`] as const),
  ...[11, 13, 16, 19].flatMap((depth) => [
    [`vgg${depth}`, `vgg-${depth}`] as const,
    [`vgg${depth}_bn`, `vgg-${depth}-bn`] as const,
  ]),
]);
