/** What an executor is: it runs a plan, or one step of it, on a device. */
import type { Weight } from "../graph/index.js";
import type { RunTensor } from "../tensor/index.js";
import type { Plan, Step } from "./plan.js";

/** Tensors by value name. */
export type Tensors = ReadonlyMap<string, RunTensor>;

/** Elements of a weight; called once for each weight of a plan. */
export type WeightSource = (weight: Weight) => RunTensor;

/** Runs a plan. One that cannot run it (no memory, a lost device, no kernel) rejects with an error that names the node. */
export interface Executor {
  /** What it runs on, for reports: `reference`, or the adapter's name. */
  readonly device: string;
  /** Gives the network's outputs by value name, from its inputs by value name. */
  run(plan: Plan, inputs: Tensors, weightOf: WeightSource): Promise<Tensors>;
  /** Gives the outputs of one step by value name; `values` has everything that the step reads. */
  runStep(plan: Plan, step: Step, values: Tensors): Promise<Tensors>;
  /** Gives everything back that it holds; nothing can be run after it. */
  dispose(): void;
}
