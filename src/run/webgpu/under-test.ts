/** WebGPU held against the reference: the executor, and how far each kernel's arithmetic may take it. */
import type { Node } from "../../graph/index.js";
import { realsOf, tensorOf } from "../../ops/reference-data.js";
import { type ErrorBound, unitRoundoff } from "../../ops/wgsl/kernel.js";
import { isFloat, type RunTensor } from "../../tensor/index.js";
import type { AllowedError, DeviceUnderTest } from "../compare.js";
import { ReferenceExecutor, runStepOnReference } from "../execute-reference.js";
import type { Tensors } from "../executor.js";
import type { Plan, Step } from "../plan.js";
import type { OpenDevice } from "./adapter.js";
import { WebGpuExecutor } from "./executor.js";
import { makeStepKernel, type StepKernel } from "./step-kernel.js";

/** No activation that follows a sum makes its error greater than this (HardSwish, whose slope is 1.5, does most). */
const steepest = 1.5;

/** γ of n terms (Higham, Accuracy and Stability of Numerical Algorithms, 2002, lemma 3.1). */
function gamma(terms: number): number {
  return (terms * unitRoundoff) / (1 - terms * unitRoundoff);
}

/** The executor on the devices that `open` gives, with its bounds. */
export function webgpuUnderTest(
  open: () => Promise<OpenDevice>,
  mostBindingBytes: number,
  executor = new WebGpuExecutor(open, new ReferenceExecutor()),
): DeviceUnderTest {
  return {
    executor,
    allowedErrors: (plan, step, inputs, exact, only) =>
      allowedErrors(plan, step, inputs, exact, mostBindingBytes, only),
  };
}

function allowedErrors(
  plan: Plan,
  step: Step,
  inputs: Tensors,
  exact: Tensors,
  most: number,
  only: readonly number[] | undefined,
): AllowedError {
  const made = step.kind === "view" ? undefined : makeStepKernel(plan, step, most);
  const exactReals = new Map([...exact].map(([name, tensor]) => [name, realsOf(tensor)] as const));
  const sizeOf = (name: string, i: number) => Math.abs(exactReals.get(name)?.[i] ?? 0);
  // A step without a kernel runs on the reference in its own precision: one rounding at least, and no bound is named.
  if (made === undefined || "absent" in made) return (name, i) => gamma(64) * sizeOf(name, i);
  const { bound } = made.kernel;
  if (bound.kind === "exact") return () => 0;
  const own: AllowedError = (name, i) => bound.absolute + (bound.relative + unitRoundoff) * sizeOf(name, i);
  if (bound.kind === "function") return own;
  const magnitudes = magnitudesOf(step, inputs, bound, made, only);
  const factor = gamma(bound.terms) * (magnitudes.hasActivation ? steepest : 1);
  return (name, i) => own(name, i) + factor * Math.abs(magnitudes.of(name)?.[i] ?? 0);
}

/** The step on the absolute values of its inputs, activations left out: what the sum's error is measured by. */
function magnitudesOf(
  step: Step,
  inputs: Tensors,
  bound: Extract<ErrorBound, { kind: "sum" }>,
  made: StepKernel,
  only: readonly number[] | undefined,
) {
  const subtracted = new Set((bound.subtracted ?? []).map((index) => made.inputs[index]));
  const absolute = new Map([...inputs].map(([name, tensor]) => [name, sizes(tensor, subtracted.has(name))] as const));
  const { linear, nameOf, hasActivation } = withoutActivations(step);
  const { values } = runStepOnReference(linear, absolute, { exact: true, only });
  return {
    hasActivation,
    of: (name: string) => {
      const tensor = values.get(nameOf(name));
      return tensor === undefined ? undefined : realsOf(tensor);
    },
  };
}

function sizes(tensor: RunTensor, isSubtracted: boolean): RunTensor {
  if (!isFloat(tensor.dtype)) return tensor;
  const reals = realsOf(tensor);
  const sign = isSubtracted ? -1 : 1;
  return tensorOf({ dtype: tensor.dtype, shape: tensor.shape }, (i) => sign * Math.abs(reals[i] ?? 0));
}

/** The nodes of a step that add and multiply; `nameOf` gives the value that an output is then called by. */
function withoutActivations(step: Step) {
  const activations = new Set(step.epilogue.flatMap((stage) => (stage.kind === "activation" ? [stage.node] : [])));
  const aliases = new Map<string, string>();
  const nameOf = (name: string): string => aliases.get(name) ?? name;
  const [first, ...others] = step.nodes;
  const rest = others.flatMap((node): readonly Node[] => {
    if (!activations.has(node)) return [{ ...node, inputs: node.inputs.map(nameOf) }];
    aliases.set(node.outputs[0] ?? "", nameOf(node.inputs[0] ?? ""));
    return [];
  });
  const linear: Step = { ...step, nodes: [first, ...rest], outputs: step.outputs.map(nameOf) };
  return { linear, nameOf, hasActivation: activations.size > 0 };
}
