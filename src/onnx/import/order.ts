/** Puts the nodes of a graph into an order in which they can run. */
import type { ModelNode } from "../model.js";

/** Nodes in a possible order, and those that wait for each other in a circle. */
export interface Ordered {
  readonly sorted: readonly ModelNode[];
  readonly circular: readonly ModelNode[];
}

/** Sorts nodes by what they need of each other (Kahn); what comes from elsewhere is taken to be there. */
export function sortNodes(nodes: readonly ModelNode[]): Ordered {
  const producers = new Map<string, number>();
  nodes.forEach((node, index) => {
    for (const name of node.outputs) if (name !== "") producers.set(name, index);
  });
  const users: number[][] = nodes.map(() => []);
  const waiting = nodes.map((node, index) => {
    const needed = new Set(node.inputs.flatMap((name) => producers.get(name) ?? []));
    for (const producer of needed) users[producer]?.push(index);
    return needed.size;
  });
  const ready = nodes.flatMap((_, index) => (waiting[index] === 0 ? [index] : []));
  for (let at = 0; at < ready.length; at += 1) {
    for (const user of users[ready[at] ?? 0] ?? []) {
      waiting[user] = (waiting[user] ?? 0) - 1;
      if (waiting[user] === 0) ready.push(user);
    }
  }
  const done = new Set(ready);
  return {
    sorted: ready.flatMap((index) => nodes[index] ?? []),
    circular: nodes.filter((_, index) => !done.has(index)),
  };
}
