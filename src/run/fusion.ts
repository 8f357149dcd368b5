/** Which nodes run as one step: a convolution or matrix product and what follows it element by element. */
import type { NodeView } from "../analysis/node-view.js";
import { capturedBy } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { isFloat, type TensorType, typeText } from "../tensor/index.js";
import type { Epilogue } from "./plan.js";

/** Nodes that run as one step. */
export interface Group {
  readonly views: readonly [NodeView, ...NodeView[]];
  readonly epilogue: readonly Epilogue[];
}

const heads: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);

const activations: ReadonlySet<string> = new Set([
  "Celu",
  "Clip",
  "Elu",
  "Gelu",
  "HardSigmoid",
  "HardSwish",
  "LeakyRelu",
  "Mish",
  "Relu",
  "Selu",
  "Sigmoid",
  "Softplus",
  "Softsign",
  "Swish",
  "Tanh",
  "ThresholdedRelu",
]);

/**
 * Groups neighbours: a head, then at most one batch normalisation, activation, addition and activation, in this order.
 * Each must be the next node, and the only one that reads what the one before gives. So a group runs where its nodes
 * would have run, and nothing has to live longer than it did.
 */
export function fuseNodes(views: readonly NodeView[], shaped: ShapedGraph): readonly Group[] {
  const uses = countUses(views, shaped);
  const groups: Group[] = [];
  for (let at = 0; at < views.length; ) {
    const first = views[at];
    if (first === undefined) break;
    const members: [NodeView, ...NodeView[]] = [first];
    const epilogue: Epilogue[] = [];
    if (isHead(first)) {
      let last = first;
      for (let stage = 0; stage < stages.length; stage++) {
        const next = views[at + members.length];
        const value = last.node.outputs[0] ?? "";
        if (next === undefined || uses.get(value) !== 1 || next.node.outputs.length !== 1) break;
        const joined = stages[stage]?.(next, value, shaped);
        if (joined === undefined) continue;
        members.push(next);
        epilogue.push(joined);
        last = next;
      }
    }
    groups.push({ views: members, epilogue });
    at += members.length;
  }
  return groups;
}

function isHead({ node, outputs }: NodeView): boolean {
  return !node.domain && heads.has(node.op) && outputs[0] !== undefined && isFloat(outputs[0].dtype);
}

function countUses(views: readonly NodeView[], { graph }: ShapedGraph): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const use = (name: string): void => void uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const { node } of views) [...node.inputs, ...capturedBy(node)].forEach(use);
  for (const { value } of graph.outputs) use(value);
  return uses;
}

type Join = (view: NodeView, value: string, shaped: ShapedGraph) => Epilogue | undefined;

const joinBatchNormalization: Join = ({ node, attributes }, value, { graph }) => {
  const [x, scale = "", bias = "", mean = "", variance = ""] = node.inputs;
  if (node.domain || node.op !== "BatchNormalization" || x !== value || attributes.training_mode === 1)
    return undefined;
  if (![scale, bias, mean, variance].every((name) => graph.weights.has(name))) return undefined;
  return { kind: "batch-normalization", node, scale, bias, mean, variance, epsilon: Number(attributes.epsilon) };
};

const joinActivation: Join = ({ node, attributes }, value, { values }) => {
  if (node.domain || !activations.has(node.op) || node.inputs[0] !== value) return undefined;
  if (node.op !== "Clip") return { kind: "activation", node, op: node.op, attributes };
  const bounds: Record<string, number> = {};
  for (const [index, name] of ["min", "max"].entries()) {
    const input = node.inputs[index + 1];
    if (input === undefined || input === "") continue;
    const bound = values.get(input)?.data[0];
    if (typeof bound !== "number") return undefined;
    bounds[name] = bound;
  }
  return { kind: "activation", node, op: node.op, attributes: bounds };
};

const joinAddition: Join = ({ node, outputs }, value, { types }) => {
  if (node.domain || node.op !== "Add" || !node.inputs.includes(value)) return undefined;
  const other = node.inputs.find((name) => name !== value);
  if (other === undefined) return undefined;
  const alike = [types.get(value), types.get(other), outputs[0]].map((type?: TensorType) => type && typeText(type));
  return alike[0] === alike[1] && alike[1] === alike[2] ? { kind: "add", node, value: other } : undefined;
};

const stages: readonly Join[] = [joinBatchNormalization, joinActivation, joinAddition, joinActivation];
