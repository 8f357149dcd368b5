/** The graphs inside nodes, made ready to be written: every result is one of their own values. */
import type { Node, Subgraph } from "../../graph/index.js";

/** Names of all values that nodes and the graphs inside them speak of. */
export function* namesIn(nodes: readonly Node[]): Generator<string> {
  for (const { inputs, outputs, subgraphs } of nodes) {
    yield* inputs;
    yield* outputs;
    for (const body of Object.values(subgraphs ?? {})) {
      yield* body.inputs;
      yield* namesIn(body.nodes);
    }
  }
}

/**
 * A body with other nodes. What it hands out that it does not make, or hands out twice, goes through an Identity: a body's
 * weights stand in the graph around it here, and runtimes want results of its own.
 */
export function closeBody(body: Subgraph, nodes: readonly Node[], fresh: (wish: string) => string): Subgraph {
  const own = new Set([...body.inputs, ...nodes.flatMap(({ outputs }) => outputs)]);
  const copies: Node[] = [];
  const outputs = body.outputs.map((value) => {
    if (own.delete(value)) return value;
    const name = fresh(`${value}:out`);
    copies.push({ name, op: "Identity", attributes: {}, inputs: [value], outputs: [name] });
    return name;
  });
  return { ...body, outputs, nodes: [...nodes, ...copies] };
}
