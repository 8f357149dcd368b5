/** Puts the nodes of a graph into an order in which they can run. */
import type { ModelNode } from "../model.js";

/** Nodes in a possible order, and those that wait for each other in a circle. */
export interface Ordered {
  readonly sorted: readonly ModelNode[];
  readonly circular: readonly ModelNode[];
  /** One such circle, each node reading what the one before it gives; empty without any. */
  readonly cycle: readonly ModelNode[];
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
  const circular = nodes.filter((_, index) => !done.has(index));
  return {
    sorted: ready.flatMap((index) => nodes[index] ?? []),
    circular,
    cycle: findCycle(circular),
  };
}

/** Goes from a node to one that gives it something until it comes to a node for the second time. */
function findCycle(circular: readonly ModelNode[]): readonly ModelNode[] {
  const givers = new Map(circular.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const path = new Set<ModelNode>();
  let [at] = circular;
  while (at !== undefined && !path.has(at)) {
    path.add(at);
    const name = at.inputs.find((input) => input !== "" && givers.has(input));
    at = name === undefined ? undefined : givers.get(name);
  }
  const steps = [...path];
  return at === undefined ? [] : [at, ...steps.slice(steps.indexOf(at) + 1).reverse()];
}
