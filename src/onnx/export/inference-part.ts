/** The part of a graph that inference runs: without auxiliary heads, and without what only they need. */
import type { Graph, Node } from "../../graph/index.js";

/** Keeps the outputs that are not for training only, and what they are made from. */
export function keepReachable(graph: Graph): Graph {
  const outputs = graph.outputs.filter(({ trainingOnly }) => trainingOnly !== true);
  const needed = new Set(outputs.map(({ value }) => value));
  const kept: Node[] = [];
  for (const node of [...graph.nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    kept.push(node);
    for (const input of node.inputs) needed.add(input);
  }
  const weights = new Map([...graph.weights].filter(([name]) => needed.has(name)));
  return { ...graph, nodes: kept.reverse(), outputs, weights };
}

/**
 * Gives each output the name that the specification gives it, where no other value has that name. A value that has two
 * such names, or that no node makes, is handed on by an Identity.
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
    const isFree = made.has(value) && !names.has(value) && !used.has(name);
    if (!isFree) {
      while (used.has(name) || isTaken(name)) name = `${name}_output`;
      copies.push({ name, op: "Identity", attributes: {}, inputs: [value], outputs: [name] });
    } else names.set(value, name);
    used.add(name);
    return { name, value };
  });
  const rename = (value: string): string => names.get(value) ?? value;
  const renamed = [...nodes, ...copies].map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  return { nodes: renamed, outputs: named };
}
