/** Notes on what a network carries along without need: initialisers, inputs and nodes that nothing uses. */
import { type Diagnostic, diagnose } from "../../diagnostic.js";
import { groupDigits } from "../../dim/index.js";
import type { Graph, Node } from "../../graph/index.js";
import { rawBytesOf } from "../elements.js";
import type { Model } from "../model.js";

/** More unused initialisers than these are counted. */
const mostNames = 3;

/** Notes on the graph that was made of a model. */
export function findUnused(model: Model, graph: Graph): readonly Diagnostic[] {
  const read = new Set(graph.outputs.map(({ value }) => value));
  addReads(graph.nodes, read);
  const findings = [...findUnusedWeights(model, graph, read)];
  for (const { name } of graph.inputs) {
    if (!read.has(name)) findings.push(diagnose("onnx/unused-input", { input: name }, { tensor: name }));
  }
  return [...findings, ...findDeadNodes(graph, read)];
}

/** One note for all of them: files of some exporters carry hundreds. */
function findUnusedWeights(model: Model, graph: Graph, read: ReadonlySet<string>): readonly Diagnostic[] {
  const unused = model.graph.initializers.filter(({ name }) => !read.has(name) && graph.weights.has(name));
  const [first] = unused;
  if (first === undefined) return [];
  const bytes = unused.reduce((sum, { dtype, elements }) => sum + ((dtype && rawBytesOf(dtype, elements)) ?? 0), 0);
  const more = unused.length > mostNames ? ` and ${unused.length - mostNames} more` : "";
  const values =
    unused
      .slice(0, mostNames)
      .map(({ name }) => JSON.stringify(name))
      .join(", ") + more;
  const data = { values, count: unused.length, bytes: groupDigits(bytes) };
  const hint = unused.length === 1 ? "remove it" : "remove them";
  return [diagnose("onnx/unused-weight", data, { tensor: first.name, hint })];
}

function addReads(nodes: readonly Node[], read: Set<string>): void {
  for (const { inputs, subgraphs } of nodes) {
    for (const input of inputs) read.add(input);
    for (const body of Object.values(subgraphs ?? {})) {
      for (const output of body.outputs) read.add(output);
      addReads(body.nodes, read);
    }
  }
}

/** Nodes that no node reads from, and how many more only they need. */
function findDeadNodes({ nodes, outputs }: Graph, read: ReadonlySet<string>): readonly Diagnostic[] {
  const needed = new Set(outputs.map(({ value }) => value));
  const dead: Node[] = [];
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const node = nodes[index];
    if (node === undefined) continue;
    if (node.outputs.length === 0 || node.outputs.some((output) => needed.has(output))) addReads([node], needed);
    else dead.push(node);
  }
  const ends = dead.filter((node) => !node.outputs.some((output) => read.has(output)));
  const more = dead.length - ends.length;
  return ends.reverse().map((node, index) => {
    const consequence =
      index === 0 && more > 0
        ? `${more} more ${more === 1 ? "node is" : "nodes are"} there only for it or its like`
        : undefined;
    const hint = "remove it, or make what it gives an output";
    return diagnose("onnx/dead-node", { op: node.op }, { node: node.name, hint, consequence });
  });
}
