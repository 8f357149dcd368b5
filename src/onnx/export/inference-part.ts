/** The part of a graph that inference runs: without auxiliary heads, and without what only they need. */
import type { Graph, Node, Subgraph } from "../../graph/index.js";

/** What a node takes: its inputs, and what the graphs inside it take from around it. */
function* takenBy({ inputs, subgraphs }: Node): Generator<string> {
  yield* inputs;
  for (const body of Object.values(subgraphs ?? {})) {
    yield* body.outputs;
    for (const inner of body.nodes) yield* takenBy(inner);
  }
}

/** Keeps the outputs that are not for training only, and what they are made from. */
export function keepReachable(graph: Graph): Graph {
  const outputs = graph.outputs.filter(({ trainingOnly }) => trainingOnly !== true);
  const needed = new Set(outputs.map(({ value }) => value));
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    kept.push(node);
    for (const name of takenBy(node)) needed.add(name);
  }
  const weights = new Map([...graph.weights].filter(([name]) => needed.has(name)));
  return { ...graph, nodes: kept.reverse(), outputs, weights };
}

function renameNode(node: Node, rename: (value: string) => string): Node {
  const { inputs, outputs, subgraphs } = node;
  const renamed = { ...node, inputs: inputs.map(rename), outputs: outputs.map(rename) };
  if (subgraphs === undefined) return renamed;
  const bodies = Object.entries(subgraphs).map(([name, body]) => [name, renameBody(body, rename)] as const);
  return { ...renamed, subgraphs: Object.fromEntries(bodies) };
}

function renameBody(body: Subgraph, rename: (value: string) => string): Subgraph {
  return {
    ...body,
    outputs: body.outputs.map(rename),
    nodes: body.nodes.map((inner) => renameNode(inner, rename)),
  };
}

/**
 * Gives each output the name that the specification gives it, where no other value has that name. A value that has two
 * such names, or that no node makes, is handed on by an Identity; an input or weight that is an output by its own name
 * stays one.
 */
export function nameOutputs(
  nodes: readonly Node[],
  outputs: Graph["outputs"],
  isTaken: (name: string) => boolean,
): { readonly nodes: readonly Node[]; readonly outputs: readonly { readonly name: string; readonly value: string }[] } {
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const names = new Map<string, string>();
  const copies: Node[] = [];
  const used = new Set<string>();
  const named = outputs.map(({ name: wanted, value }) => {
    let name = wanted === "" || used.has(wanted) || (wanted !== value && isTaken(wanted)) ? value : wanted;
    const isOwn = wanted === value && !used.has(name);
    if (!isOwn && (!made.has(value) || names.has(value) || used.has(name))) {
      while (used.has(name) || isTaken(name)) name = `${name}_output`;
      copies.push({ name, op: "Identity", attributes: {}, inputs: [value], outputs: [name] });
    } else names.set(value, name);
    used.add(name);
    return { name, value };
  });
  const rename = (value: string): string => names.get(value) ?? value;
  return { nodes: [...nodes, ...copies].map((node) => renameNode(node, rename)), outputs: named };
}
