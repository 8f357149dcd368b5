// A plan of a single node, so that one kernel can be run on given tensors, and the device that the tests share.
import type { AttributeValue, Node } from "../../../src/graph/index.js";
import { attributesOf, type ExecutableOperator, executable } from "../../../src/ops/index.js";
import type { Plan, PlanValue, Step } from "../../../src/run/plan.js";
import { openNodeDevice } from "../../../src/run/webgpu/device-node.js";
import { WebGpuExecutor } from "../../../src/run/webgpu/executor.js";
import type { RunTensor, RunType } from "../../../src/tensor/index.js";

export interface Call {
  readonly op: ExecutableOperator;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly inputs: readonly (RunTensor | undefined)[];
  /** undefined for an output left out. */
  readonly outputs: readonly (RunType | undefined)[];
}

export interface OneStep {
  readonly plan: Plan;
  readonly step: Step;
  readonly values: ReadonlyMap<string, RunTensor>;
}

/** Weights and biases come with the network, control inputs are constants, data arrives at run time. */
function placeOf(op: ExecutableOperator, index: number): PlanValue["place"] {
  const inputs = executable[op].inputs;
  const role = (inputs[index] ?? inputs.at(-1))?.role ?? "data";
  if (role === "data") return { kind: "arena", offset: 0, bytes: 0 };
  return role === "control" ? { kind: "constant" } : { kind: "weight" };
}

export function makeOneStep({ op, attributes = {}, inputs, outputs }: Call): OneStep {
  const [domain = "", name = op] = op.includes(".") ? op.split(".") : ["", op];
  const values = new Map<string, RunTensor>();
  const placed = new Map<string, PlanValue>();
  const constants = new Map<string, RunTensor>();
  inputs.forEach((tensor, i) => {
    if (tensor === undefined) return;
    values.set(`x${i}`, tensor);
    const place = placeOf(op, i);
    if (place.kind === "constant") constants.set(`x${i}`, tensor);
    placed.set(`x${i}`, { name: `x${i}`, dtype: tensor.dtype, shape: tensor.shape, place, from: -1, to: 1 });
  });
  outputs.forEach((type, i) => {
    if (type === undefined) return;
    const place = { kind: "arena", offset: 0, bytes: 0 } as const;
    placed.set(`y${i}`, { name: `y${i}`, dtype: type.dtype, shape: type.shape, place, from: 0, to: 1 });
  });
  const node: Node = {
    name: "node",
    op: name,
    ...(domain !== "" && { domain }),
    attributes,
    inputs: inputs.map((tensor, i) => (tensor === undefined ? "" : `x${i}`)),
    outputs: outputs.map((type, i) => (type === undefined ? "" : `y${i}`)),
  };
  const step: Step = {
    name: "node",
    kind: "kernel",
    nodes: [node],
    attributes: attributesOf(executable[op], node),
    inputs: [...values.keys()],
    outputs: node.outputs.filter((output) => output !== ""),
    epilogue: [],
  };
  const plan: Plan = {
    name: "one step",
    steps: [step],
    values: placed,
    inputs: [...values.keys()],
    outputs: step.outputs.map((value) => ({ name: value, value })),
    weights: new Map(),
    constants,
    peakBytes: 0,
    arenaBytes: 0,
  };
  return { plan, step, values };
}

/** An executor on this machine's device that refuses to run anything elsewhere. */
export function openExecutor(): WebGpuExecutor {
  return new WebGpuExecutor(openNodeDevice, {
    runStep: (_, { name }) => Promise.reject(new Error(`${name} has no kernel`)),
  });
}
