/** Tells of values that nodes read and nothing gives, in the graphs inside nodes too, whether these run or not. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import type { Graph, Node } from "../graph/index.js";
import { placeOf, type Registry } from "../ops/index.js";
import { Provenance } from "./provenance.js";

/** One finding for each name of `graph.missing` that a node reads, at the first such node. */
export function findMissing(graph: Graph, registry: Registry): ReadonlyMap<string, Diagnostic> {
  const found = new Map<string, Diagnostic>();
  const { missing } = graph;
  if (missing === undefined) return found;
  const provenance = new Provenance(graph, registry);
  const look = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      for (const name of node.inputs) {
        const written = missing.get(name);
        if (written !== undefined && !found.has(name)) found.set(name, missingFinding(node, written, provenance));
      }
      for (const body of Object.values(node.subgraphs ?? {})) look(body.nodes);
    }
  };
  look(graph.nodes);
  return found;
}

export function missingFinding(node: Node, input: string, provenance: Provenance): Diagnostic {
  return diagnose("node/undefined-input", { input }, { ...placeOf(node), ...provenance.explainMissing(input) });
}
