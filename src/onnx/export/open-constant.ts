/** A constant with open sizes, such as the shape [N, 197, 768]: read from the shapes of the inputs as the network runs. */
import type { Dim } from "../../dim/index.js";
import type { Graph, Node } from "../../graph/index.js";
import { integers, type KnownValue } from "../../tensor/index.js";

/** Where an input has a size as it stands. */
function findSize(graph: Graph, size: Dim): { readonly input: string; readonly axis: number } | undefined {
  for (const { name, type } of graph.inputs) {
    const axis = type.shape?.indexOf(size) ?? -1;
    if (axis >= 0) return { input: name, axis };
  }
  return undefined;
}

export function isOpen({ data }: KnownValue): boolean {
  return data.some((element) => typeof element === "object");
}

/**
 * Nodes that make the constant `name`; undefined when an element is no size of an input but a formula of them, or not
 * known at all.
 */
export function openConstant(
  graph: Graph,
  name: string,
  value: KnownValue,
  constant: (name: string, value: KnownValue) => string,
): readonly Node[] | undefined {
  if (value.dtype !== "int64" || value.shape.length !== 1) return undefined;
  const nodes: Node[] = [];
  const parts: string[] = [];
  for (const [index, element] of value.data.entries()) {
    const part = `${name}.${index}`;
    if (typeof element === "number") {
      parts.push(constant(part, integers([element])));
      continue;
    }
    const found = typeof element === "object" ? findSize(graph, element) : undefined;
    if (found === undefined) return undefined;
    const shape = `${part}.shape`;
    const axis = constant(`${part}.axis`, integers([found.axis]));
    nodes.push(
      { name: shape, op: "Shape", attributes: {}, inputs: [found.input], outputs: [shape] },
      { name: part, op: "Gather", attributes: { axis: 0 }, inputs: [shape, axis], outputs: [part] },
    );
    parts.push(part);
  }
  nodes.push({ name, op: "Concat", attributes: { axis: 0 }, inputs: parts, outputs: [name] });
  return nodes;
}
