/** The library's main entry: specifications, shape inference, analysis and reports, for Node and browsers. */
import { type AnalysisOptions, analyseGraph } from "./analysis/analyse.js";
import type { Report } from "./analysis/report.js";
import { type Result, resultOf } from "./diagnostic.js";
import { inferShapes } from "./infer/index.js";
import { type LowerOptions, lowerSpec, readSpec, type Spec } from "./spec/index.js";

/** From a specification that was read to its report; goes on past errors, which the result carries. */
export function analyseSpec(spec: Spec, options: LowerOptions & AnalysisOptions = {}): Result<Report> {
  const lowered = lowerSpec(spec, options);
  if (lowered.value === undefined) return { ok: false, diagnostics: lowered.diagnostics };
  const shaped = inferShapes(lowered.value, options.registry);
  const diagnostics = [...lowered.diagnostics, ...shaped.diagnostics];
  if (shaped.value === undefined) return { ok: false, diagnostics };
  return resultOf(analyseGraph(shaped.value, { ...options, diagnostics }), diagnostics);
}

/** From a document (an object as YAML or JSON gives it) to its report. */
export function analyse(document: unknown, options: LowerOptions & AnalysisOptions = {}): Result<Report> {
  const spec = readSpec(document);
  return spec.ok ? analyseSpec(spec.value, options) : { ok: false, diagnostics: spec.diagnostics };
}

export type { AnalysisOptions } from "./analysis/analyse.js";
export type { Report } from "./analysis/report.js";
export { Diagnostic, type Result } from "./diagnostic.js";
export { type Count, type Dim, text as sizeText } from "./dim/index.js";
export { toMarkdown } from "./report/markdown-table.js";
export type { TableOptions } from "./report/tables.js";
export { defineArchitecture, type LowerOptions, readSpec, type Spec, type SpecDocument } from "./spec/index.js";
