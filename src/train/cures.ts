/** Cures as changes of a network: other initialisers, other activations, norms, shortcuts, fewer layers. */
import type { Graph, Node, Weight } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import type { Plan } from "../run/plan.js";
import { findUnits, type Unit } from "./units.js";

/** What a cure makes of a network; undefined where there is nothing that it could change. */
type Cure = (graph: Graph, units: readonly Unit[], shapeOf: (name: string) => readonly number[]) => Graph | undefined;

/** Draws every weight that multiplies from another distribution. */
function redraw(type: string): Cure {
  return (graph, units) => {
    const weights = new Map(graph.weights);
    for (const { weight: name } of units) {
      const weight = weights.get(name);
      if (weight === undefined) continue;
      const { value: _, ...drawn } = weight;
      weights.set(name, { ...drawn, initialiser: { type } });
    }
    return { ...graph, weights };
  };
}

/** Puts another activation in the place of every hidden one. */
function activate(op: string): Cure {
  return (graph, units) => {
    const hidden = new Set(units.slice(0, -1).map(({ activation }) => activation?.node.outputs[0]));
    let changed = 0;
    const nodes = graph.nodes.map((node): Node => {
      if (!hidden.has(node.outputs[0]) || node.op === op) return node;
      changed++;
      return { ...node, op, attributes: {}, inputs: node.inputs.slice(0, 1) };
    });
    return changed > 0 ? { ...graph, nodes } : undefined;
  };
}

/** A node behind the one that gives a value; whatever read the value reads the new one. */
interface Insertion {
  readonly value: string;
  readonly node: Node;
}

/** A name of a new value, which no specification or file has. */
const renamed = (value: string, word: string): string => `${value} with ${word}`;

function insert(graph: Graph, insertions: readonly Insertion[], weights: readonly Weight[] = []): Graph | undefined {
  if (insertions.length === 0) return undefined;
  const byValue = new Map(insertions.map((insertion) => [insertion.value, insertion.node]));
  const nameOf = (name: string): string => byValue.get(name)?.outputs[0] ?? name;
  const nodes = graph.nodes.flatMap((node) => {
    const added = node.outputs.flatMap((name) => byValue.get(name) ?? []);
    // An insertion may read what another one gives, but not itself.
    const behind = added.map((each) => ({
      ...each,
      inputs: each.inputs.map((name) => (node.outputs.includes(name) ? name : nameOf(name))),
    }));
    return [{ ...node, inputs: node.inputs.map(nameOf) }, ...behind];
  });
  return {
    ...graph,
    nodes,
    outputs: graph.outputs.map((output) => ({ ...output, value: nameOf(output.value) })),
    weights: new Map([...graph.weights, ...weights.map((weight) => [weight.name, weight] as const)]),
  };
}

/** Batch normalisation between every hidden product and its activation, where there is no norm yet. */
const normalise: Cure = (graph, units, shapeOf) => {
  const weights: Weight[] = [];
  const insertions = units.slice(0, -1).flatMap(({ product, hasNorm, node }): Insertion[] => {
    const shape = shapeOf(product);
    // Channels lie along axis 1, which for the product of a sequence they do not.
    if (hasNorm || (node.op !== "Conv" && shape.length !== 2)) return [];
    const names = ["scale", "bias", "mean", "variance"].map((word) => renamed(product, `batch norm ${word}`));
    names.forEach((name, index) => {
      const type = index === 0 || index === 3 ? "ones" : "zeros";
      const kind = index < 2 ? "parameter" : "buffer";
      weights.push({ name, dtype: "float32", shape: [shape[1] ?? 1], kind, initialiser: { type } });
    });
    const outputs = [renamed(product, "batch norm")];
    const normed: Node = {
      ...originOf(node),
      name: outputs[0] ?? "",
      op: "BatchNormalization",
      attributes: {},
      inputs: [product, ...names],
      outputs,
    };
    return [{ value: product, node: normed }];
  });
  return insert(graph, insertions, weights);
};

function originOf({ origin }: Node): Pick<Node, "origin"> {
  return origin === undefined ? {} : { origin };
}

/** Whether a layer's output could take its input's place. */
function keepsShape({ node, output }: Unit, shapeOf: (name: string) => readonly number[]): boolean {
  return shapeOf(node.inputs[0] ?? "").join() === shapeOf(output).join();
}

/** A shortcut around every hidden layer that keeps the shape. */
const shortcut: Cure = (graph, units, shapeOf) => {
  const insertions = units.slice(0, -1).flatMap((unit): Insertion[] => {
    const { node, output } = unit;
    const [input = ""] = node.inputs;
    if (!keepsShape(unit, shapeOf)) return [];
    const outputs = [renamed(output, "shortcut")];
    const sum: Node = {
      ...originOf(node),
      name: outputs[0] ?? "",
      op: "Add",
      attributes: {},
      inputs: [output, input],
      outputs,
    };
    return [{ value: output, node: sum }];
  });
  return insert(graph, insertions);
};

/** Leaves every second hidden layer out, of those that keep the shape. */
const leaveOut: Cure = (graph, units, shapeOf) => {
  const able = units.slice(0, -1).filter((unit) => keepsShape(unit, shapeOf));
  const gone = new Map(
    able.filter((_, index) => index % 2 === 1).map(({ output, node }) => [output, node.inputs[0] ?? ""]),
  );
  if (gone.size === 0) return undefined;
  const nameOf = (name: string): string => {
    let found = name;
    for (let next = gone.get(found); next !== undefined; next = gone.get(found)) found = next;
    return found;
  };
  const wanted = new Set(graph.outputs.map(({ value }) => nameOf(value)));
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((name) => wanted.has(name))) continue;
    const inputs = node.inputs.map(nameOf);
    for (const name of inputs) wanted.add(name);
    kept.push({ ...node, inputs });
  }
  return {
    ...graph,
    nodes: kept.reverse(),
    outputs: graph.outputs.map((output) => ({ ...output, value: nameOf(output.value) })),
  };
};

/** Every cure that changes the graph, by the word that `--try` takes. */
const cures = {
  he: redraw("he_normal"),
  xavier: redraw("glorot_normal"),
  lecun: redraw("lecun_normal"),
  orthogonal: redraw("orthogonal"),
  relu: activate("Relu"),
  leaky_relu: activate("LeakyRelu"),
  elu: activate("Elu"),
  tanh: activate("Tanh"),
  sigmoid: activate("Sigmoid"),
  batch_norm: normalise,
  residual: shortcut,
  shallower: leaveOut,
} as const satisfies Readonly<Record<string, Cure>>;

export type CureName = keyof typeof cures;

export const cureNames = Object.keys(cures) as readonly CureName[];

export function isCure(word: string): word is CureName {
  return Object.hasOwn(cures, word);
}

/** The network with a cure; undefined where there is nothing that it could change. `plan` is the network's own. */
export function applyCure(shaped: ShapedGraph, plan: Plan, name: CureName): Graph | undefined {
  return cures[name](shaped.graph, findUnits(shaped, plan), (value) => plan.values.get(value)?.shape ?? []);
}
