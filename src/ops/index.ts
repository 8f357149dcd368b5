/** Operators: their definitions, the registries, and how a rule is applied. */
export { applyRule, applyShapeRule, attributesOf, dimensionFinding, placeOf, type RuleSink } from "./apply.js";
export { closestName } from "./closest-name.js";
export {
  type Birthplace,
  type CostContext,
  type FlopKind,
  type InputRole,
  type NodeCost,
  type OperatorDefinition,
  type Reach,
  type RuleInput,
  type RuleOutput,
  type SubgraphCall,
  Uncountable,
  type WindowAxis,
} from "./definition.js";
export { type ExecutableOperator, executable } from "./executable-registry.js";
export { onnx } from "./onnx-registry.js";
export { type CoreOperator, core, definitionOf, type Registry } from "./registry.js";
