/** The network as layers and the values between them: what a drawing is made from; modules fold into one node each. */
import type { Module, Node } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import type { TensorType } from "../tensor/index.js";
import { groupLayers, type LayerView, viewNodes } from "./node-view.js";

export interface GraphBox {
  /** Unique in the drawing. */
  readonly id: string;
  readonly kind: "input" | "output" | "layer" | "module";
  readonly name: string;
  /** Layer type or operator; of a module the block it is an instance of. */
  readonly type: string;
  /** Enclosing modules that are not folded, outermost first. */
  readonly modules: readonly Module[];
  /** Names of the layers that it stands for. */
  readonly layers: readonly string[];
  readonly trainingOnly: boolean;
}

interface GraphArrow {
  readonly from: string;
  readonly to: string;
  /** Name of the value that flows. */
  readonly value: string;
  readonly type: TensorType | undefined;
}

export interface LayerGraph {
  readonly boxes: readonly GraphBox[];
  readonly arrows: readonly GraphArrow[];
}

/** Every layer, network input and network output as a box; one arrow for each value between two boxes. */
export function layerGraph(shaped: ShapedGraph): LayerGraph {
  const { graph, types } = shaped;
  const boxes: GraphBox[] = [];
  const makers = new Map<string, string>();
  for (const { name } of graph.inputs) {
    makers.set(name, `input ${name}`);
    boxes.push({ ...boundary, id: `input ${name}`, kind: "input", name, type: "input" });
  }
  const layers = groupLayers(viewNodes(shaped));
  layers.forEach((layer, index) => {
    boxes.push(boxOf(layer, index));
    for (const { node } of layer.nodes) for (const name of node.outputs) makers.set(name, `${index}`);
  });
  const arrows = new Map<string, GraphArrow>();
  const connect = (value: string, to: string): void => {
    const from = makers.get(value);
    if (from === undefined || from === to) return;
    arrows.set(JSON.stringify([from, to, value]), { from, to, value, type: types.get(value) });
  };
  layers.forEach((layer, index) => {
    for (const { node } of layer.nodes) for (const value of valuesUsed(node)) connect(value, `${index}`);
  });
  graph.outputs.forEach(({ name, value, trainingOnly }, index) => {
    const id = `output ${index}`;
    boxes.push({ ...boundary, id, kind: "output", name, type: "output", trainingOnly: trainingOnly === true });
    connect(value, id);
  });
  return { boxes, arrows: [...arrows.values()] };
}

const boundary = { modules: [], layers: [], trainingOnly: false };

function boxOf({ name, type, origin, trainingOnly }: LayerView, index: number): GraphBox {
  return {
    id: `${index}`,
    kind: "layer",
    name,
    type,
    modules: origin?.modules ?? [],
    layers: [name],
    trainingOnly,
  };
}

/** What a node reads, and what the results of the graphs inside it come from. */
function valuesUsed(node: Node): readonly string[] {
  const inner = Object.values(node.subgraphs ?? {}).flatMap(({ outputs }) => outputs);
  return [...node.inputs, ...inner];
}

/** The same drawing with one box for each outermost module that `isFolded` takes. */
export function foldModules({ boxes, arrows }: LayerGraph, isFolded: (module: Module) => boolean): LayerGraph {
  const seen = new Map<string, string>();
  const folded = new Map<string, GraphBox>();
  for (const box of boxes) {
    const depth = box.modules.findIndex(isFolded);
    const module = box.modules[depth];
    if (module === undefined) {
      folded.set(box.id, box);
      continue;
    }
    const id = `module ${module.name}`;
    seen.set(box.id, id);
    const before = folded.get(id);
    folded.set(id, {
      id,
      kind: "module",
      name: module.name,
      type: module.type,
      modules: box.modules.slice(0, depth),
      layers: [...(before?.layers ?? []), ...box.layers],
      trainingOnly: box.trainingOnly && (before?.trainingOnly ?? true),
    });
  }
  const kept = new Map<string, GraphArrow>();
  for (const arrow of arrows) {
    const [from, to] = [seen.get(arrow.from) ?? arrow.from, seen.get(arrow.to) ?? arrow.to];
    if (from !== to) kept.set(JSON.stringify([from, to, arrow.value]), { ...arrow, from, to });
  }
  return { boxes: [...folded.values()], arrows: [...kept.values()] };
}
