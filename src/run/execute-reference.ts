/** The reference executor: runs plans node by node with the reference kernels and checks every tensor that comes out. */

import { onnx, placeOf } from "../ops/index.js";
import { realsOf, tensorOf } from "../ops/reference-data.js";
import type { MacCounter } from "../ops/reference-kernel.js";
import { dtypes, type RunTensor, typeText } from "../tensor/index.js";
import type { Executor, Tensors, WeightSource } from "./executor.js";
import type { Plan, Step } from "./plan.js";
import { failRun } from "./run-failure.js";
import { runInto } from "./run-node.js";
import { giveTurn } from "./turn.js";

/** What one step did. */
export interface StepRun {
  readonly step: Step;
  /** What it read (as it lay there, not promoted) and gave, by value name. */
  readonly inputs: Tensors;
  readonly outputs: Tensors;
  /** Everything that its nodes gave, what only passes between them included. */
  readonly values: Tensors;
  /** Multiplications that each of its nodes executed, in order. */
  readonly executed: readonly number[];
}

/** The tensor as one of float64, whose computations are not rounded to its own type; others as they are. */
export function promoted(tensor: RunTensor): RunTensor {
  return dtypes[tensor.dtype].kind === "float" ? { ...tensor, dtype: "float64" } : tensor;
}

/**
 * Runs the nodes of a step one after the other on the tensors that it reads. With `exact`, floats are float64
 * throughout: what no rounding between or inside the nodes disturbs. Throws RunFailure, which names the node.
 */
export function runStepOnReference(step: Step, values: Tensors, { exact = false } = {}): StepRun {
  const inputs = new Map<string, RunTensor>();
  for (const name of step.inputs) {
    const tensor = values.get(name) ?? failRun("run/missing-tensor", { tensor: name }, placeOf(step.nodes[0]));
    inputs.set(name, tensor);
  }
  const known = new Map([...inputs].map(([name, tensor]) => [name, exact ? promoted(tensor) : tensor] as const));
  const given = new Map<string, RunTensor>();
  const executed = step.nodes.map((node) => {
    const counter: MacCounter = { executed: 0 };
    const lookUp = (name: string) => given.get(name) ?? known.get(name);
    runInto(node, given, { registry: onnx, counter, lookUp });
    return counter.executed;
  });
  const outputs = new Map<string, RunTensor>();
  for (const name of step.outputs) {
    const tensor = given.get(name);
    if (tensor !== undefined) outputs.set(name, tensor);
  }
  return { step, inputs, outputs, values: given, executed };
}

/** A tensor that may be float64, rounded to the type that the plan has for it. */
function rounded(plan: Plan, name: string, tensor: RunTensor): RunTensor {
  const dtype = plan.values.get(name)?.dtype ?? tensor.dtype;
  if (tensor.dtype === dtype || tensor.dtype !== "float64") return tensor;
  const reals = realsOf(tensor);
  return tensorOf({ dtype, shape: tensor.shape }, (i) => reals[i] ?? 0);
}

/** Ends the run where a tensor is not what the plan says. */
function requirePlanned(plan: Plan, name: string, tensor: RunTensor | undefined, step?: Step): RunTensor {
  const node = step?.nodes.at(-1);
  const place = { tensor: name, ...(node !== undefined && placeOf(node)) };
  const planned = plan.values.get(name);
  if (tensor === undefined || planned === undefined) return failRun("run/missing-tensor", { tensor: name }, place);
  const [expected, actual] = [typeText(planned), typeText(tensor)];
  return expected === actual ? tensor : failRun("run/type-differs", { tensor: name, expected, actual }, place);
}

/**
 * Runs a plan step by step and hands every step over before the next one; gives the network's outputs at the end.
 * Tensors are let go as soon as the plan needs them no more. With `exact` each step runs in float64, and what it gives
 * is rounded before the next one reads it. Throws RunFailure, which names the node.
 */
export function* runPlan(
  plan: Plan,
  inputs: Tensors,
  weightOf: WeightSource,
  { exact = false } = {},
): Generator<StepRun, Tensors> {
  const values = new Map<string, RunTensor>();
  const lastReads = new Map<string, number>();
  plan.steps.forEach((step, index) => {
    for (const name of step.inputs) lastReads.set(name, index);
  });
  for (const { value } of plan.outputs) lastReads.set(value, plan.steps.length);
  const read = (name: string): void => {
    if (values.has(name)) return;
    const weight = plan.weights.get(name);
    if (weight !== undefined) values.set(name, requirePlanned(plan, name, weightOf(weight)));
    else if (plan.constants.has(name)) values.set(name, requirePlanned(plan, name, plan.constants.get(name)));
  };
  for (const name of plan.inputs) values.set(name, requirePlanned(plan, name, inputs.get(name)));
  for (const [index, step] of plan.steps.entries()) {
    step.inputs.forEach(read);
    const run = runStepOnReference(step, values, { exact });
    for (const [name, tensor] of run.outputs) {
      values.set(name, requirePlanned(plan, name, exact ? rounded(plan, name, tensor) : tensor, step));
    }
    yield run;
    for (const name of [...step.inputs, ...step.outputs]) {
      if ((lastReads.get(name) ?? index) <= index) values.delete(name);
    }
  }
  return new Map(
    plan.outputs.map(({ value }) => {
      read(value);
      return [value, requirePlanned(plan, value, values.get(value))];
    }),
  );
}

/** Runs plans on the processor, in plain loops. */
export class ReferenceExecutor implements Executor {
  readonly device = "reference";

  async run(plan: Plan, inputs: Tensors, weightOf: WeightSource): Promise<Tensors> {
    const steps = runPlan(plan, inputs, weightOf);
    for (;;) {
      const next = steps.next();
      if (next.done) return next.value;
      await giveTurn();
    }
  }

  async runStep(plan: Plan, step: Step, values: Tensors): Promise<Tensors> {
    const { outputs } = runStepOnReference(step, values);
    for (const [name, tensor] of outputs) requirePlanned(plan, name, tensor, step);
    return outputs;
  }

  dispose(): void {}
}
