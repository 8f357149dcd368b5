/** Training: forward and backward passes, losses, and the diagnosis of initialisations. */

export type { BackwardVisitor, NodeRun } from "./backward.js";
export { applyCure, type CureName, cureNames } from "./cures.js";
export {
  type Compared,
  type DiagnoseOptions,
  type Diagnosis,
  diagnoseGraph,
  type LayerDiagnosis,
  type Trend,
  type WeightDiagnosis,
} from "./diagnosis.js";
export type { PlannedHead } from "./head.js";
export { type LossName, lossNames, type TargetForm } from "./loss.js";
export { seededBatch } from "./seeded-batch.js";
export {
  type Batch,
  createTrainer,
  type StepOptions,
  type StepResult,
  type Trainer,
  type TrainerOptions,
} from "./trainer.js";
