/** A node with everything the passes ask of it (definition, attributes, types), looked up once per graph. */
import { type Dim, isAtLeast, mul, subCount, sumCounts } from "../dim/index.js";
import type { AttributeValue, Node, Origin } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { attributesOf, definitionOf, type OperatorDefinition } from "../ops/index.js";
import type { TensorType } from "../tensor/index.js";
import { macsOf } from "./node-cost.js";

export interface NodeView {
  readonly node: Node;
  /** Undefined where no rule for the operator is known, or where the node lacks what the rule needs. */
  readonly definition: OperatorDefinition | undefined;
  /** An attribute that the node should have and has not. */
  readonly lacking?: string;
  /** Attributes with defaults filled in. */
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  /** Types by position; undefined for an optional input left out. */
  readonly inputs: readonly (TensorType | undefined)[];
  readonly outputs: readonly (TensorType | undefined)[];
  readonly trainingOnly: boolean;
  /** How often it runs, where it stands in a graph inside a node: 0 in a branch that is not counted; once if absent. */
  readonly times?: Dim;
}

/** All nodes of one layer, or one node that came from no layer. */
export interface LayerView {
  readonly name: string;
  readonly type: string;
  readonly origin: Origin | undefined;
  readonly nodes: readonly NodeView[];
  readonly trainingOnly: boolean;
}

const noAttributes = {};
const memo = new WeakMap<ShapedGraph, readonly NodeView[]>();

/** The nodes of a graph in their order, those of the graphs inside a node before it; asked twice, the same list. */
export function viewNodes(shaped: ShapedGraph): readonly NodeView[] {
  const known = memo.get(shaped);
  if (known !== undefined) return known;
  const views = viewsOf(shaped, shaped.graph.nodes, undefined);
  memo.set(shaped, views);
  return views;
}

function viewsOf(shaped: ShapedGraph, nodes: readonly Node[], times: Dim | undefined): readonly NodeView[] {
  const views: NodeView[] = [];
  for (const node of nodes) {
    if (node.subgraphs !== undefined) views.push(...viewsInside(shaped, node, times));
    views.push(viewNode(shaped, node, times));
  }
  return views;
}

function viewNode({ registry, types }: ShapedGraph, node: Node, times: Dim | undefined): NodeView {
  const typeOf = (name: string): TensorType | undefined => types.get(name);
  const definition = definitionOf(registry, node.op, node.domain);
  const attributes = definition === undefined ? noAttributes : attributesOf(definition, node);
  const lacking = definition && lackingAttribute(definition, attributes);
  const view = {
    node,
    definition: lacking === undefined ? definition : undefined,
    ...(lacking !== undefined && { lacking }),
    attributes,
    inputs: node.inputs.map(typeOf),
    outputs: node.outputs.map(typeOf),
    trainingOnly: node.origin?.trainingOnly === true,
  };
  return times === undefined ? view : { ...view, times };
}

function lackingAttribute(definition: OperatorDefinition, attributes: NodeView["attributes"]): string | undefined {
  for (const name in definition.attributes) {
    if (definition.attributes[name]?.required === true && attributes[name] === undefined) return name;
  }
  return undefined;
}

/** The nodes of the graphs inside a node; of branches that only the data decides between, the dearest one is counted. */
function viewsInside(shaped: ShapedGraph, node: Node, outer: Dim | undefined): readonly NodeView[] {
  const runs = (shaped.runs.get(node) ?? []).map((run) => {
    const times = outer === undefined ? run.times : mul(outer, run.times);
    const nodes = node.subgraphs?.[run.name]?.nodes ?? [];
    return { isCertain: run.isCertain, views: viewsOf(shaped, nodes, times === 1 ? undefined : times) };
  });
  const perhaps = runs.filter(({ isCertain }) => !isCertain).map(({ views }) => views);
  const dearest = perhaps.reduce<readonly NodeView[] | undefined>(
    (best, views) => (best === undefined || isDearer(views, best) ? views : best),
    undefined,
  );
  return runs.flatMap(({ isCertain, views }) =>
    isCertain || views === dearest ? views : views.map((view) => ({ ...view, times: 0 })),
  );
}

/** Whether the views have more multiply-accumulates, or as many and more nodes; symbolic counts that do not compare are equal. */
function isDearer(views: readonly NodeView[], other: readonly NodeView[]): boolean {
  const difference = subCount(sumCounts(views.map(macsOf)), sumCounts(other.map(macsOf)));
  if (difference === 0n) return views.length > other.length;
  return typeof difference === "bigint" ? difference > 0n : isAtLeast(difference, 0) === true;
}

/** The nodes grouped by the layer they came from, in the order in which the layers first appear. */
export function groupLayers(views: readonly NodeView[]): readonly LayerView[] {
  const layers: LayerView[] = [];
  const byOrigin = new Map<Origin, NodeView[]>();
  views.forEach((view, index) => {
    const { node, trainingOnly } = view;
    const { origin } = node;
    const known = origin === undefined ? undefined : byOrigin.get(origin);
    if (known !== undefined) {
      known.push(view);
      return;
    }
    const nodes = [view];
    if (origin === undefined) {
      const name = node.name === "" ? `#${index} ${node.op}` : node.name;
      layers.push({ name, type: node.op, origin, nodes, trainingOnly });
    } else {
      byOrigin.set(origin, nodes);
      layers.push({ name: origin.name, type: origin.type, origin, nodes, trainingOnly });
    }
  });
  return layers;
}

/** How messages call a node. */
export function nameOf({ node }: NodeView): string {
  return node.origin?.name ?? (node.name === "" ? `${node.op} (gives ${node.outputs[0] ?? "nothing"})` : node.name);
}
