/** The package's entry for running networks: plans, the reference executor, verification; for Node and browsers. */
import { type Result, resultOf } from "./diagnostic.js";
import { inferShapes, type ShapedGraph } from "./infer/index.js";
import { type LowerOptions, lowerSpec, readSpec, type Spec } from "./spec/index.js";

/**
 * The shaped graph of a specification, which plans and verification start from; an ONNX file's comes from `loadModel`.
 * Goes on past errors, which the result carries.
 */
export function shapeSpec(spec: Spec, options: LowerOptions = {}): Result<ShapedGraph> {
  const lowered = lowerSpec(spec, options);
  if (lowered.value === undefined) return { ok: false, diagnostics: lowered.diagnostics };
  const shaped = inferShapes(lowered.value);
  const diagnostics = [...lowered.diagnostics, ...shaped.diagnostics];
  return shaped.value === undefined ? { ok: false, diagnostics } : resultOf(shaped.value, diagnostics);
}

/** As {@link shapeSpec}, from a document (an object as YAML or JSON gives it). */
export function shapeDocument(document: unknown, options: LowerOptions = {}): Result<ShapedGraph> {
  const spec = readSpec(document);
  return spec.ok ? shapeSpec(spec.value, options) : { ok: false, diagnostics: spec.diagnostics };
}

export type { ShapedGraph } from "./infer/index.js";
export type { Comparison, DeviceUnderTest } from "./run/compare.js";
export { ReferenceExecutor } from "./run/execute-reference.js";
export type { Executor, Tensors, WeightSource } from "./run/executor.js";
export type { Place, Plan, PlanValue, Step } from "./run/plan.js";
export { type PlanOptions, planGraph } from "./run/plan-graph.js";
export { RunFailure } from "./run/run-failure.js";
export { seededInputs, seededWeights } from "./run/seeded.js";
export { type NodeCheck, type VerifyOptions, type VerifyReport, verifyGraph } from "./run/verify.js";
export type { RunTensor } from "./tensor/index.js";
