/** The library's main entry: specifications, shape inference, analysis and reports, for Node and browsers. */
import { analyseGraph } from "./analysis/index.js";
import type { Report } from "./analysis/index.js";
import type { Result } from "./diagnostic.js";
import { inferShapes } from "./infer/index.js";
import { type Architecture, type LowerOptions, lowerSpec, readSpec } from "./spec/index.js";

export interface AnalyseOptions extends LowerOptions {
  /** `"symbolic"` keeps the batch as N; by default it is 1. */
  readonly dims?: "symbolic" | Readonly<Record<string, number>>;
}
