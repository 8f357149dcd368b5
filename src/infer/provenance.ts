/** Says of a node's inputs what they are and where that came from, and of a name that nothing gives what may be meant. */
import type { DiagnosticContext } from "../diagnostic.js";
import { type Dim, text } from "../dim/index.js";
import type { Graph, Node, Subgraph } from "../graph/index.js";
import { closestName, definitionOf, type Registry, type RuleInput } from "../ops/index.js";
import { typeText } from "../tensor/index.js";

/** Longer values and more inputs than these are cut. */
const mostElements = 8;
const mostInputs = 6;
/** Looking for names that are close takes its time: a file may lack thousands. */
const mostGuesses = 20;

/** Looks into a graph for where values come from; made when there is something to say. */
export class Provenance {
  readonly #givers = new Map<string, string>();
  /** Values inside the graphs of nodes, which the nodes around them cannot see, and those nodes. */
  readonly #inner = new Map<string, string>();
  #guesses = 0;

  constructor(
    graph: Graph,
    private readonly registry: Registry,
  ) {
    for (const { name } of graph.inputs) this.#givers.set(name, "an input of the network");
    for (const { name, kind } of graph.weights.values()) {
      this.#givers.set(name, kind === "constant" ? "a constant" : `a ${kind}`);
    }
    this.#addNodes(graph.nodes, undefined);
  }

  #addNodes(nodes: readonly Node[], around: string | undefined): void {
    for (const node of nodes) {
      for (const output of node.outputs) {
        if (around !== undefined) this.#inner.set(output, around);
        this.#givers.set(output, `from ${node.name}${node.name.includes(node.op) ? "" : ` (${node.op})`}`);
      }
      for (const [name, body] of Object.entries(node.subgraphs ?? {})) this.#addBody(node, name, body);
    }
  }

  #addBody(node: Node, name: string, body: Subgraph): void {
    const place = `the ${name} of ${node.name}`;
    for (const input of body.inputs) this.#givers.set(input, `an input of ${place}`);
    this.#addNodes(body.nodes, place);
  }

  /** `X = x: float32[1, 3, 8, 8], an input of the network`, for each input that is given. */
  linesOf(node: Node, inputs: readonly (RuleInput | undefined)[]): readonly string[] {
    const declared = definitionOf(this.registry, node.op, node.domain)?.inputs ?? [];
    const lines = inputs.flatMap((input, index) => {
      if (input === undefined) return [];
      const role = declared[Math.min(index, declared.length - 1)]?.name ?? `input ${index}`;
      const giver = this.#givers.get(input.name) ?? "given by nothing";
      return [
        `${role} = ${input.name}: ${input.shape === null && !input.container ? "unknown" : typeText(input)}${valueText(input)}, ${giver}`,
      ];
    });
    return lines.length > mostInputs ? [...lines.slice(0, mostInputs), `and ${lines.length - mostInputs} more`] : lines;
  }

  /** What a name that nothing gives may mean. */
  explainMissing(name: string): DiagnosticContext {
    const inside = this.#inner.get(name);
    if (inside !== undefined) return { because: `it is given inside ${inside}, which nodes around it cannot see` };
    this.#guesses += 1;
    const hint = this.#guesses > mostGuesses ? undefined : closestName(name, this.#givers.keys());
    return hint === undefined ? {} : { hint };
  }
}

function valueText({ value }: RuleInput): string {
  if (value === undefined || value.data.length > mostElements || value.data.length === 0) return "";
  const elements = value.data.map((element) =>
    typeof element === "object" ? text(element as Dim) : String(element ?? "?"),
  );
  return value.shape.length === 0 ? ` = ${elements.join("")}` : ` = [${elements.join(", ")}]`;
}
