/** What can be told of a file before its graph is made: names given twice, declarations that cannot be, loose ends. */
import { type Diagnostic, diagnose } from "../../diagnostic.js";
import { labelOf } from "../import/place.js";
import type { DeclaredType, Model, ModelGraph, ModelNode, ModelValue } from "../model.js";
import { checkVersions, domainOf } from "./versions.js";

/** The IR version from which on an initialiser need not be an input. */
const freeInitializers = 4;

/** Findings on structure, in the order of the file. */
export function checkStructure(model: Model): readonly Diagnostic[] {
  return [...checkVersions(model), ...new StructureCheck(model).findings];
}

class StructureCheck {
  readonly findings: Diagnostic[] = [];
  readonly #nodeNames = new Map<string, number>();
  #isInFunction = false;

  constructor(private readonly model: Model) {
    this.#checkGraph(model.graph, "the network", []);
    this.#checkFunctions();
    for (const [name, count] of this.#nodeNames) {
      if (count > 1) this.findings.push(diagnose("onnx/duplicate-node", { name }, { node: name }));
    }
  }

  #checkGraph(graph: ModelGraph, place: string, outer: readonly ReadonlySet<string>[]): void {
    const given = namesGivenIn(graph);
    const isOutermost = graph === this.model.graph;
    for (const name of given) {
      if (!outer.some((names) => names.has(name))) continue;
      const hint = "give one of them another name: which one is meant is not the same for every tool";
      this.findings.push(diagnose("onnx/shadowed-value", { value: name, place }, { tensor: name, hint }));
    }
    graph.inputs.forEach((input, index) => this.#checkInput(input, index, place, isOutermost));
    for (const value of [...graph.valueInfo, ...graph.outputs]) this.#checkSizes(value);
    if (isOutermost) this.#checkInitializers(graph);
    const seen = new Set<string>();
    for (const { name } of graph.outputs) {
      if (name !== "" && !given.has(name) && !outer.some((names) => names.has(name))) {
        this.findings.push(diagnose("onnx/no-such-output", { output: name, place }, { tensor: name }));
      }
      if (seen.has(name)) this.findings.push(diagnose("onnx/duplicate-value", { value: name }, { tensor: name }));
      seen.add(name);
    }
    this.#checkAnnotations(graph, given);
    const around = [...outer, given];
    graph.nodes.forEach((node, index) => this.#checkNode(node, index, around));
  }

  #checkInput(input: ModelValue, index: number, place: string, isOutermost: boolean): void {
    if (input.name === "") this.findings.push(diagnose("onnx/no-name", { what: `input ${index} of ${place}` }));
    if (isOutermost && input.type === null) {
      this.findings.push(diagnose("onnx/no-type", { value: input.name }, { tensor: input.name }));
    }
    this.#checkSizes(input);
  }

  /** -1 stands for an open size in other formats. */
  #checkSizes({ name, type }: ModelValue): void {
    sizesOf(type)?.forEach((size, axis) => {
      if (typeof size !== "number" || size >= 0) return;
      const data = { value: name, axis: String(axis), size: String(size) };
      this.findings.push(
        diagnose("onnx/negative-size", data, { tensor: name, hint: "an open size is a name (dim_param), or left out" }),
      );
    });
  }

  #checkInitializers({ inputs, initializers, sparseInitializers }: ModelGraph): void {
    const { irVersion } = this.model;
    const fed = new Set(inputs.map(({ name }) => name));
    const tensors = [...initializers, ...sparseInitializers.map(({ values }) => values)];
    tensors.forEach(({ name }, index) => {
      if (name === "") this.findings.push(diagnose("onnx/no-name", { what: `initialiser ${index}` }));
      else if (irVersion > 0 && irVersion < freeInitializers && !fed.has(name)) {
        const data = { value: name, version: String(irVersion) };
        const hint = "add it to the inputs, or save the file as IR version 4 or newer";
        this.findings.push(diagnose("onnx/initializer-no-input", data, { tensor: name, hint }));
      }
    });
  }

  #checkAnnotations({ quantisation }: ModelGraph, given: ReadonlySet<string>): void {
    for (const { tensor, parameters } of quantisation) {
      for (const [parameter, value] of [["tensor", tensor] as const, ...parameters]) {
        if (given.has(value)) continue;
        this.findings.push(diagnose("onnx/quantisation", { tensor, parameter, value }, { tensor }));
      }
    }
  }

  #checkNode(node: ModelNode, index: number, around: readonly ReadonlySet<string>[]): void {
    const label = labelOf(node, index);
    if (node.name !== "") this.#nodeNames.set(node.name, (this.#nodeNames.get(node.name) ?? 0) + 1);
    const seen = new Set<string>();
    for (const attribute of node.attributes) {
      const { name } = attribute;
      if (seen.has(name)) {
        const data = { op: node.op, attribute: name };
        this.findings.push(diagnose("onnx/duplicate-attribute", data, { node: label, hint: "remove one of them" }));
      }
      seen.add(name);
      if ("reference" in attribute && !this.#isInFunction) {
        const data = { attribute: name, reference: attribute.reference };
        this.findings.push(diagnose("onnx/reference-outside", data, { node: label }));
      }
      if (attribute.type === "graph" && "value" in attribute) {
        this.#checkGraph(attribute.value, `the ${name} of ${label}`, around);
      }
    }
  }

  #checkFunctions(): void {
    this.#isInFunction = true;
    const seen = new Set<string>();
    for (const each of this.model.functions) {
      const { domain, name, overload } = each;
      const key = JSON.stringify([domainOf(domain), name, overload]);
      const called = domain === "" ? name : `${domain}.${name}`;
      if (seen.has(key))
        this.findings.push(diagnose("onnx/duplicate-function", { function: called }, { path: called }));
      seen.add(key);
      const names = new Set([...each.inputs, ...each.nodes.flatMap(({ outputs }) => outputs)]);
      names.delete("");
      each.nodes.forEach((node, index) => this.#checkNode(node, index, [names]));
    }
  }
}

function sizesOf(type: DeclaredType | null): readonly (number | string | null)[] | null {
  return type?.kind === "tensor" || type?.kind === "sparse" ? type.shape : null;
}

/** Names that a graph itself gives: to inputs, initialisers, results of nodes. */
function namesGivenIn(graph: ModelGraph): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name } of graph.inputs) names.add(name);
  for (const { name } of graph.initializers) names.add(name);
  for (const { values } of graph.sparseInitializers) names.add(values.name);
  for (const { outputs } of graph.nodes) for (const name of outputs) names.add(name);
  names.delete("");
  return names;
}
