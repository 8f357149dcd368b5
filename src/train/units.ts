/** The layers that a diagnosis has rows for: what multiplies by learnt weights, with the norm and activation behind it. */
import { type NodeView, nameOf, viewNodes } from "../analysis/node-view.js";
import type { Node } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { definitionOf } from "../ops/index.js";
import { slopeOf } from "../ops/unary/gradient.js";
import type { Plan } from "../run/plan.js";

/** One row: a product with a learnt weight. */
export interface Unit {
  readonly name: string;
  readonly node: Node;
  /** Name of the weight, and along which axis its output units lie. */
  readonly weight: string;
  readonly unitAxis: number;
  /** Value that the product gives, and the one at the end of norm and activation. */
  readonly product: string;
  readonly output: string;
  /** The activation, where one follows: what it reads and how it is called. */
  readonly activation: { readonly node: Node; readonly input: string } | undefined;
  readonly hasNorm: boolean;
}

const products: ReadonlySet<string> = new Set([
  "Conv",
  "ConvTranspose",
  "Gemm",
  "MatMul",
  "LSTM",
  "GRU",
  "RNN",
  "Einsum",
]);
export const norms: ReadonlySet<string> = new Set([
  "BatchNormalization",
  "GroupNormalization",
  "InstanceNormalization",
  "LayerNormalization",
  "RMSNormalization",
]);

/** Whether an operator is an activation: a function of one element that is no plain arithmetic. */
export function isActivation({ op, domain }: Node): boolean {
  if (domain) return false;
  return op === "PRelu" || op === "Clip" || (activationOps.has(op) && slopeOf(op, {}) !== undefined);
}

const activationOps: ReadonlySet<string> = new Set([
  "Relu",
  "LeakyRelu",
  "ThresholdedRelu",
  "Elu",
  "Selu",
  "Celu",
  "Gelu",
  "Sigmoid",
  "HardSigmoid",
  "HardSwish",
  "Swish",
  "Mish",
  "Softplus",
  "Softsign",
  "Tanh",
]);

/** Axis of a weight along which its output units lie: each has a row of its own. */
function unitAxisOf({ op, attributes }: Node, input: number): number {
  if (op === "ConvTranspose") return 1;
  if (op === "Gemm") return (attributes.transB === 1) === (input === 1) ? 0 : 1;
  if (op === "MatMul") return input === 1 ? 1 : 0;
  return 0;
}

/** The units of a network in the order in which they run. */
export function findUnits(shaped: ShapedGraph, plan: Plan): readonly Unit[] {
  const nodes = plan.steps.map(({ nodes: [node] }) => node);
  const readers = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const name of new Set(node.inputs)) readers.set(name, [...(readers.get(name) ?? []), node]);
  }
  const names = namesOf(viewNodes(shaped));
  const isFree = (node: Node, of: string): boolean =>
    node.op === "Add" && plan.weights.has(node.inputs.find((name) => name !== of) ?? "");
  return nodes.flatMap((node): Unit[] => {
    const definition = products.has(node.op) ? definitionOf(shaped.registry, node.op, node.domain) : undefined;
    const input = node.inputs.findIndex((name, index) => index < 2 && isLearnt(plan, name));
    const [product = "", weight = ""] = [node.outputs[0], node.inputs[input]];
    if (definition === undefined || input < 0 || product === "") return [];
    let output = product;
    let hasNorm = false;
    let activation: Unit["activation"];
    for (;;) {
      const [next, ...others] = readers.get(output) ?? [];
      if (next === undefined || others.length > 0 || next.inputs[0] === undefined) break;
      const isNorm = norms.has(next.op) && next.inputs[0] === output;
      if (isActivation(next)) activation = { node: next, input: output };
      else if (!isNorm && !isFree(next, output)) break;
      hasNorm ||= isNorm;
      output = next.outputs[0] ?? output;
      if (activation !== undefined) break;
    }
    const name = names.get(node.outputs[0] ?? "") ?? node.name;
    return [{ name, node, weight, unitAxis: unitAxisOf(node, input), product, output, activation, hasNorm }];
  });
}

function isLearnt({ weights }: Plan, name: string): boolean {
  const weight = weights.get(name);
  return weight?.kind === "parameter" && weight.frozen !== true && weight.shape.length > 1;
}

/** What to call the node that gives a value: its layer, with its own name where a layer has several. */
function namesOf(views: readonly NodeView[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const view of views)
    if (products.has(view.node.op)) counts.set(nameOf(view), (counts.get(nameOf(view)) ?? 0) + 1);
  return new Map(
    views.map((view) => {
      const name = nameOf(view);
      const isShared = (counts.get(name) ?? 0) > 1 && products.has(view.node.op);
      return [view.node.outputs[0] ?? "", isShared ? view.node.name : name];
    }),
  );
}
