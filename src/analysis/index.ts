/** Analysis: counts, memory, receptive fields, valid inputs, conventions, budgets and derivations of a shaped graph. */
export { type AnalysisOptions, analyseGraph } from "./analyse.js";
export { type Budget, type BudgetFigure, checkBudget, parseQuantity } from "./budget.js";
export {
  type ConventionCount,
  type ConventionLine,
  type ConventionName,
  conventionNames,
  conventions,
  countBy,
  explainConvention,
  isConventionName,
} from "./conventions.js";
export { type DefinedFigure, definitions } from "./definitions.js";
export {
  type AxisDerivation,
  deriveLayer,
  deriveNode,
  deriveSentence,
  imageText,
  type LayerDerivation,
  type NodeDerivation,
} from "./derive.js";
export type {
  Coverage,
  FlopsByKind,
  LayerReport,
  LayerWindow,
  MemoryReport,
  OptimiserMemory,
  ReceptiveField,
  Report,
  Totals,
  ValidInputs,
  WeightReport,
} from "./report.js";
export { validInputs } from "./valid-inputs.js";
