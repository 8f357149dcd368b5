/** What is wrong with elements of weights: NaN and infinite ones, scales that are not greater than 0. */
import { type Diagnostic, diagnose } from "../../diagnostic.js";
import type { Graph, Node } from "../../graph/index.js";
import { definitionOf, type Registry } from "../../ops/index.js";
import { type DType, isFloat } from "../../tensor/index.js";
import { elementsOfBytes } from "../elements.js";
import type { Element, Model } from "../model.js";

/** Counts the elements of one tensor that no weight should have, piece by piece. */
export class NotFinite {
  #count = 0;
  #seen = 0;
  #first: { readonly value: number; readonly index: number } | undefined;

  /** `allowsInfinite` for tensors that may be masks, whose -Infinity is meant. */
  constructor(
    private readonly name: string,
    private readonly allowsInfinite: boolean,
  ) {}

  addElements(elements: readonly Element[]): void {
    for (const element of elements) {
      if (typeof element === "number" && !Number.isFinite(element) && (!this.allowsInfinite || Number.isNaN(element))) {
        this.#first ??= { value: element, index: this.#seen };
        this.#count += 1;
      }
      this.#seen += 1;
    }
  }

  /** Whole elements in the file's own form. */
  addBytes(dtype: DType, bytes: Uint8Array, count: number): void {
    this.addElements(elementsOfBytes(dtype, bytes, count));
  }

  get finding(): Diagnostic | undefined {
    if (this.#first === undefined) return undefined;
    const { value, index } = this.#first;
    const data = { value: this.name, count: String(this.#count), first: String(value), index: `element ${index}` };
    const hint = "the training diverged, or the conversion to a smaller float type overflowed";
    return diagnose("onnx/not-finite", data, { tensor: this.name, hint });
  }
}

/** Findings on the elements that were read with the file. */
export function checkWeights(model: Model, graph: Graph, registry: Registry): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const learnt = learntNames(graph.nodes, registry);
  for (const { name, dtype, values } of model.graph.initializers) {
    if (values === null || dtype === null || !isFloat(dtype)) continue;
    const scan = new NotFinite(name, !learnt.has(name));
    scan.addElements(values);
    if (scan.finding !== undefined) findings.push(scan.finding);
  }
  for (const node of graph.nodes) findings.push(...checkScales(node, graph, registry));
  return findings;
}

/** Names of tensors that stand where learnt ones do: weights, biases, running statistics. */
export function learntNames(
  nodes: readonly Node[],
  registry: Registry,
  names = new Set<string>(),
): ReadonlySet<string> {
  for (const node of nodes) {
    const declared = definitionOf(registry, node.op, node.domain)?.inputs ?? [];
    node.inputs.forEach((name, index) => {
      const role = declared[Math.min(index, declared.length - 1)]?.role;
      if (role === "weight" || role === "bias" || role === "buffer") names.add(name);
    });
    for (const body of Object.values(node.subgraphs ?? {})) learntNames(body.nodes, registry, names);
  }
  return names;
}

function checkScales(node: Node, { weights }: Graph, registry: Registry): readonly Diagnostic[] {
  if (!/quantize|^QLinear|Integer/i.test(node.op)) return [];
  const declared = definitionOf(registry, node.op, node.domain)?.inputs ?? [];
  return node.inputs.flatMap((name, index) => {
    if (!(declared[index]?.name ?? "").includes("scale")) return [];
    const wrong = weights.get(name)?.value?.data.find((element) => typeof element === "number" && !(element > 0));
    if (wrong === undefined) return [];
    const data = { op: node.op, scale: name, value: String(wrong) };
    return [diagnose("onnx/quantisation-scale", data, { node: node.name, tensor: name })];
  });
}
