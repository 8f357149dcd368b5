/** The kernel of a plan's step: its node's shapes, attributes and known values, and what is fused to it. */
import { executable } from "../../ops/executable-registry.js";
import { definitionOf } from "../../ops/registry.js";
import { webgpuKernelOf } from "../../ops/webgpu-registry.js";
import type { Absent, EpilogueStage, Kernel, KernelTensor } from "../../ops/wgsl/kernel.js";
import type { Plan, PlanValue, Step } from "../plan.js";

/** Known values up to this many elements are shown to kernels: axes, pads, sizes, indices, never weights. */
const mostKnown = 65_536;

/** Operators whose kernels may give later outputs without earlier ones. */
const withGaps: ReadonlySet<string> = new Set(["GRU", "LSTM", "RNN"]);

export interface StepKernel {
  readonly kernel: Kernel;
  /** Value names by the kernel's input index; empty for an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export function planValue(plan: Plan, name: string): PlanValue {
  const value = plan.values.get(name);
  if (value === undefined) throw new Error(`the plan has no value ${name}`);
  return value;
}

/** The value whose bytes a value shares; itself unless it is a view. */
export function rootOf(plan: Plan, name: string): PlanValue {
  const value = planValue(plan, name);
  return value.place.kind === "view" ? rootOf(plan, value.place.of) : value;
}

/** Elements that are known before the network runs, of a constant or of a weight that shapes depend on. */
function knownNumbers(plan: Plan, root: PlanValue): readonly number[] | undefined {
  const data = plan.constants.get(root.name)?.data ?? plan.weights.get(root.name)?.value?.data;
  if (data === undefined || data.length > mostKnown) return undefined;
  const numbers = Array.from<unknown, number>(data, Number);
  return numbers.every((number) => !Number.isNaN(number)) ? numbers : undefined;
}

function tensorOf(plan: Plan, name: string): KernelTensor {
  const { dtype, shape } = planValue(plan, name);
  const root = rootOf(plan, name);
  return {
    dtype,
    shape,
    isConstant: root.place.kind !== "arena",
    value: root.place.kind === "arena" ? undefined : knownNumbers(plan, root),
  };
}

/** Stages with the indices that their values get behind the node's own inputs. */
function stagesOf(step: Step, inputs: string[]): readonly EpilogueStage[] {
  const add = (name: string) => inputs.push(name) - 1;
  return step.epilogue.map((stage): EpilogueStage => {
    if (stage.kind === "activation") return { kind: "activation", op: stage.op, attributes: stage.attributes };
    if (stage.kind === "add") return { kind: "add", input: add(stage.value) };
    const { scale, bias, mean, variance, epsilon } = stage;
    const indices = { scale: add(scale), bias: add(bias), mean: add(mean), variance: add(variance) };
    return { kind: "batch-normalization", ...indices, epsilon };
  });
}

export type MakeStepKernel = (plan: Plan, step: Step, mostBindingBytes: number) => StepKernel | Absent;

/** Makes the kernel of a step that is no view; says why where there is none. */
export function makeStepKernel(plan: Plan, step: Step, mostBindingBytes: number): StepKernel | Absent {
  const [node] = step.nodes;
  const make = webgpuKernelOf(node.op, node.domain);
  if (typeof make !== "function") return make;
  const inputs = [...node.inputs];
  // What is fused comes behind the optional inputs that the node leaves out, so that none is taken for one of them.
  const declared = definitionOf(executable, node.op, node.domain)?.inputs.length ?? 0;
  while (step.epilogue.length > 0 && inputs.length < declared) inputs.push("");
  const epilogue = stagesOf(step, inputs);
  const outputs = step.outputs.filter((name) => name !== "");
  const positions = node.outputs.flatMap((name, i) => (name === "" ? [] : [i]));
  const hasGap = step.kind !== "fused" && positions.some((position, i) => position !== i);
  if (hasGap && !withGaps.has(node.op)) return { absent: "an output before the last is left out" };
  const kernel = make({
    op: node.op,
    attributes: step.attributes,
    inputs: inputs.map((name) => (name === "" ? undefined : tensorOf(plan, name))),
    outputs: outputs.map((name) => tensorOf(plan, name)),
    ...(hasGap && { outputPositions: positions }),
    epilogue,
    mostBindingBytes,
  });
  return "absent" in kernel ? kernel : { kernel, inputs, outputs };
}
