/** Analysis: counts, memory, receptive fields, valid inputs, conventions, budgets and derivations of a shaped graph. */
export { analyseGraph } from "./analyse.js";
export { type Budget, checkBudget, parseQuantity } from "./budget.js";
export {
  type ConventionName,
  conventionNames,
  conventions,
  countBy,
  explainConvention,
  isConventionName,
} from "./conventions.js";
export { definitions } from "./definitions.js";
export {
  deriveLayer,
  deriveSentence,
  imageText,
} from "./derive.js";
export type {
  LayerReport,
  ReceptiveField,
  Report,
  ValidInputs,
} from "./report.js";
export { validInputs } from "./valid-inputs.js";
