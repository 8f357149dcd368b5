/** A node with everything the passes ask of it (definition, attributes, types), looked up once per graph. */
import type { AttributeValue, Node, Origin } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { attributesOf, definitionOf, type OperatorDefinition, type ReachInput } from "../ops/index.js";
import type { TensorType } from "../tensor/index.js";

export interface NodeView {
  readonly node: Node;
  /** Undefined where no rule for the operator is known. */
  readonly definition: OperatorDefinition | undefined;
  /** Attributes with defaults filled in. */
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  /** Types by position, with the elements where they are known; undefined for an optional input left out. */
  readonly inputs: readonly (ReachInput | undefined)[];
  readonly outputs: readonly (TensorType | undefined)[];
  readonly trainingOnly: boolean;
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

/** The nodes of a graph in their order; asked twice, the same list. */
export function viewNodes(shaped: ShapedGraph): readonly NodeView[] {
  const known = memo.get(shaped);
  if (known !== undefined) return known;
  const { graph, registry, types, values } = shaped;
  const typeOf = (name: string): ReachInput | undefined => {
    const type = types.get(name);
    const value = values.get(name);
    return type === undefined || value === undefined ? type : { ...type, value };
  };
  const views = graph.nodes.map((node): NodeView => {
    const definition = definitionOf(registry, node.op, node.domain);
    return {
      node,
      definition,
      attributes: definition === undefined ? noAttributes : attributesOf(definition, node),
      inputs: node.inputs.map(typeOf),
      outputs: node.outputs.map(typeOf),
      trainingOnly: node.origin?.trainingOnly === true,
    };
  });
  memo.set(shaped, views);
  return views;
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
