/** Which values of the graphs around it a node reads through the graphs inside it. */
import type { Node } from "./graph.js";

/** Names of values of the graphs around a node that the graphs inside it read. */
export function capturedBy(node: Node): readonly string[] {
  if (node.subgraphs === undefined) return [];
  return Object.values(node.subgraphs).flatMap((body) => {
    const own = new Set([...body.inputs, ...body.nodes.flatMap(({ outputs }) => outputs)]);
    const read = body.nodes.flatMap((inner) => [...inner.inputs, ...capturedBy(inner)]);
    return [...new Set([...read, ...body.outputs])].filter((name) => name !== "" && !own.has(name));
  });
}
