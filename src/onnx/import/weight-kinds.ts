/** Decides what each tensor of a file is: a parameter, a buffer or a constant, by the inputs that it reaches (DESIGN section 5). */
import type { Node, Weight } from "../../graph/index.js";
import { definitionOf, type InputRole, type Registry } from "../../ops/index.js";
import { isFloat, isInteger } from "../../tensor/index.js";

/** Which kinds of inputs a value reaches, as a set of bits. */
const reaches = { data: 1, weight: 2, bias: 4, buffer: 8, control: 16, dequantised: 32 } as const;

const learnt = reaches.weight | reaches.bias;

/** Operators through which a tensor stays the same tensor in another form: their data input reaches what they give. */
const movement: ReadonlySet<string> = new Set([
  "Cast",
  "Concat",
  "DequantizeLinear",
  "Expand",
  "Flatten",
  "Gather",
  "Identity",
  "Pad",
  "Reshape",
  "Slice",
  "Split",
  "Squeeze",
  "Tile",
  "Transpose",
  "Unsqueeze",
]);

/** The C of a Gemm whose beta is 0: old exporters had to name one. */
function isMultipliedByZero({ op, attributes }: Node, index: number): boolean {
  return index === 2 && op === "Gemm" && attributes.beta === 0;
}

/** What every value reaches, found from the last node to the first. */
export class Uses {
  readonly #bits = new Map<string, number>();

  constructor(private readonly registry: Registry) {}

  of(name: string): number {
    return this.#bits.get(name) ?? 0;
  }

  add(name: string, bits: number): void {
    this.#bits.set(name, this.of(name) | bits);
  }

  /** Goes through nodes in reverse; what their outputs reach has to be known. */
  trace(nodes: readonly Node[]): void {
    for (let index = nodes.length - 1; index >= 0; index -= 1) {
      const node = nodes[index];
      if (node !== undefined) this.#traceNode(node);
    }
  }

  #traceNode(node: Node): void {
    if (node.subgraphs !== undefined) this.#traceSubgraphs(node);
    const declared = definitionOf(this.registry, node.op, node.domain)?.inputs;
    const last = (declared?.length ?? 0) - 1;
    node.inputs.forEach((name, index) => {
      if (name === "") return;
      const role: InputRole = declared?.[Math.min(index, last)]?.role ?? "data";
      const isMoved = !node.domain && movement.has(node.op) && role === "data";
      // The positions that Gather takes are no part of what it moves.
      if (isMoved) this.add(name, node.op === "Gather" && index > 0 ? reaches.control : this.#passedOn(node));
      else this.add(name, isMultipliedByZero(node, index) ? reaches.control : reaches[role]);
    });
  }

  #passedOn(node: Node): number {
    let bits = 0;
    for (const output of node.outputs) bits |= this.of(output);
    return node.op === "DequantizeLinear" && bits !== 0 ? bits | reaches.dequantised : bits;
  }

  /** The last outputs of a body are the node's outputs; a Loop's first one is its condition. */
  #traceSubgraphs({ subgraphs, outputs }: Node): void {
    for (const body of Object.values(subgraphs ?? {})) {
      const skipped = Math.max(0, body.outputs.length - outputs.length);
      body.outputs.forEach((name, index) => {
        this.add(name, index < skipped ? reaches.control : this.of(outputs[index - skipped] ?? "") | reaches.data);
      });
      this.trace(body.nodes);
    }
  }

  /** The kind of a tensor. One that stands in a node (`inNode`) is a parameter only where it reaches a weight input. */
  kindOf({ name, dtype }: Pick<Weight, "name" | "dtype">, inNode: boolean): Weight["kind"] {
    const bits = this.of(name);
    if (isInteger(dtype)) return (bits & (reaches.dequantised | reaches.weight)) !== 0 ? "parameter" : "constant";
    if (!isFloat(dtype)) return "constant";
    if ((bits & learnt) !== 0) return "parameter";
    if ((bits & reaches.buffer) !== 0) return "buffer";
    return !inNode && (bits & reaches.data) !== 0 ? "parameter" : "constant";
  }

  /** Whether a value reaches an input for learnt tensors or for running statistics. */
  isWeight(name: string): boolean {
    return (this.of(name) & (learnt | reaches.buffer)) !== 0;
  }
}
