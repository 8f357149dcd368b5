/** Imports the nodes of a graph and of the graphs inside it, one after another. */
import { type Diagnostic, diagnose } from "../../diagnostic.js";
import type { AttributeValue, Module, Node, Origin, StoredElements, Subgraph } from "../../graph/index.js";
import { firstOpsetOf, replacementOf, standardOperators } from "../../ops/first-opsets.js";
import { closestName, definitionOf, type Registry } from "../../ops/index.js";
import { isCurrent, upgradeDraft } from "../../ops/version.js";
import { historyOf } from "../../ops/versions.js";
import type { DType, KnownValue } from "../../tensor/index.js";
import type { Model, ModelGraph, ModelNode, ModelTensor } from "../model.js";
import { FunctionCalls } from "./functions.js";
import type { Names } from "./names.js";
import { NodeDraft, nodeOf } from "./node-draft.js";
import { sortNodes } from "./order.js";
import { bindAttribute, labelOf, opsetsOf, type Place } from "./place.js";
import { Ranks } from "./ranks.js";
import { NameScopes, originOfWeight } from "./scopes.js";
import { attributeValueOf, dtypeOf, knownValueOf, literalOf, storedOf } from "./values.js";

/** A tensor that comes with the file, before it is decided what it is. */
export interface Pending {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly value: KnownValue | undefined;
  readonly stored?: StoredElements | undefined;
  /** It stands in a node (Constant), not among the initialisers. */
  readonly inNode: boolean;
  /** The tensor of the file that it is. */
  readonly source?: ModelTensor | undefined;
  /** What every element is. */
  readonly fill?: number;
}

/** Nodes of functions beyond this many are not imported: calls may multiply them without end. */
const mostNodes = 200_000;

/** Newer opsets than this one are read by its rules. */
const newestOpset = 28;

/** Attribute types that read as those that are declared. */
const lookAlikes: Readonly<Record<string, string>> = { float: "int", floats: "ints", int: "float", ints: "floats" };

/** Types that no rule reads as a value. */
const rareTypes: ReadonlySet<string> = new Set([
  "graph",
  "graphs",
  "sparse_tensor",
  "sparse_tensors",
  "tensors",
  "type_proto",
  "type_protos",
]);

/** An attribute of a rare type where another is declared; `type` is declared for a type_proto. */
const isRare = (expected: string, type: string): boolean =>
  rareTypes.has(type) && expected !== type && !(expected === "type" && type === "type_proto");

/** Attributes that hold graphs, all of them needed. */
const graphAttributes: Readonly<Record<string, readonly string[]>> = {
  If: ["then_branch", "else_branch"],
  Loop: ["body"],
  Scan: ["body"],
  SequenceMap: ["body"],
};

export class GraphImport {
  readonly pending: Pending[] = [];
  readonly ranks = new Ranks();
  /** No tensor of another float type was seen, so that a new float constant is a float32. */
  isFloat32: boolean;
  readonly #scopes = new NameScopes();
  readonly #modules = new Map<string, Module>();
  readonly #functions: FunctionCalls;
  readonly #opsets: ReadonlyMap<string, number>;
  readonly #untold = new Set<string>();
  #count = 0;
  /** Upgrades from before opset 13 ask for ranks. */
  readonly #usesRanks: boolean;

  constructor(
    model: Model,
    readonly registry: Registry,
    private readonly findings: Diagnostic[],
  ) {
    this.#functions = new FunctionCalls(model.functions);
    this.#opsets = opsetsOf(model.opsetImports);
    this.#usesRanks = (this.#opsets.get("") ?? newestOpset) < 13;
    const other = new Set(["float16", "float64", "bfloat16"]);
    this.isFloat32 = ![...model.graph.inputs, ...model.graph.valueInfo].some(
      ({ type }) => type?.kind === "tensor" && other.has(type.dtype ?? ""),
    );
    for (const node of model.graph.nodes) this.#scopes.count(node);
  }

  report(finding: Diagnostic): void {
    this.findings.push(finding);
  }

  /** Says a thing once, whatever the number of nodes it holds for. */
  reportOnce(key: string, finding: () => Diagnostic): void {
    if (this.#untold.has(key)) return;
    this.#untold.add(key);
    this.report(finding());
  }

  addConstant(names: Names, wish: string, value: KnownValue): string {
    const name = names.fresh(wish);
    this.#addTensor({ name, dtype: value.dtype, shape: value.shape, value, inNode: true });
    return name;
  }

  #addTensor(tensor: Pending): void {
    this.pending.push(tensor);
    if (tensor.dtype === "float16" || tensor.dtype === "float64" || tensor.dtype === "bfloat16") this.isFloat32 = false;
    if (this.#usesRanks) this.ranks.set(tensor.name, tensor.shape.length);
  }

  defineWeights({ initializers, sparseInitializers }: ModelGraph, names: Names): void {
    const add = (tensor: ModelTensor, more: Pick<Pending, "shape" | "value" | "stored" | "source">): void => {
      const name = this.define(tensor.name, names);
      if (name !== undefined) this.#addTensor({ name, dtype: dtypeOf(tensor), ...more, inNode: false });
    };
    for (const tensor of initializers) {
      add(tensor, { shape: tensor.shape, value: knownValueOf(tensor), stored: storedOf(tensor), source: tensor });
    }
    for (const { values, shape } of sparseInitializers) add(values, { shape, value: undefined });
  }

  /** A unique name for what a graph defines; a second definition in one graph is a finding. */
  define(name: string, names: Names, node?: string): string | undefined {
    if (name === "") return undefined;
    const unique = names.define(name);
    if (unique !== undefined) return unique;
    this.report(diagnose("onnx/duplicate-value", { value: name }, { tensor: name, node }));
    return names.fresh(name);
  }

  /** The nodes of the model's own graph. */
  nodesOf(graph: ModelGraph, names: Names): readonly Node[] {
    for (const { name, type } of graph.inputs) {
      if (type?.kind === "tensor" && type.shape !== null) this.ranks.set(name, type.shape.length);
    }
    return this.importNodes(graph.nodes, { names, opsets: this.#opsets, depth: 0 });
  }

  importNodes(nodes: readonly ModelNode[], place: Place): readonly Node[] {
    const into: Node[] = [];
    const index = nodes.findIndex((node, at) => !this.#importInOrder(node, at, place, into));
    if (index >= 0) this.#importSorted(nodes.slice(index), index, place, into);
    return into;
  }

  /** False for a node that needs what only a later one gives (or nothing does): then the order is looked at. */
  #importInOrder(node: ModelNode, index: number, place: Place, into: Node[]): boolean {
    for (const name of node.inputs) if (name !== "" && place.names.resolve(name) === undefined) return false;
    this.importNode(node, index, place, into);
    return true;
  }

  #importSorted(nodes: readonly ModelNode[], start: number, place: Place, into: Node[]): void {
    const indices = new Map(nodes.map((node, at) => [node, start + at]));
    const label = (node: ModelNode): string => labelOf(node, indices.get(node) ?? 0);
    const { sorted, circular, cycle } = sortNodes(nodes);
    this.#reportOrder(nodes, new Set(circular), place, label);
    if (cycle.length > 0) {
      const names = cycle.map(label);
      const data = { nodes: [...names, names[0]].join(" → ") };
      const hint = "one of them has to read another value: a network has no way back";
      this.report(diagnose("onnx/cycle", data, { node: names[0], hint }));
    }
    for (const node of [...sorted, ...circular]) this.importNode(node, indices.get(node) ?? 0, place, into);
  }

  /** Nodes that read what only a later one gives, the first such value of each. */
  #reportOrder(
    nodes: readonly ModelNode[],
    circular: ReadonlySet<ModelNode>,
    place: Place,
    label: (node: ModelNode) => string,
  ): void {
    const givers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
    const given = new Set<string>();
    for (const node of nodes) {
      const early = node.inputs.find((name) => name !== "" && !given.has(name) && givers.has(name));
      for (const name of node.outputs) given.add(name);
      if (early === undefined || circular.has(node) || place.names.resolve(early) !== undefined) continue;
      const giver = givers.get(early);
      const data = { op: node.op, value: early, giver: giver === undefined ? "" : label(giver) };
      const hint = `move it behind ${data.giver}; sorting the nodes mends it`;
      this.report(diagnose("onnx/order", data, { node: label(node), hint }));
    }
  }

  importNode(node: ModelNode, index: number, place: Place, into: Node[]): void {
    if (place.depth > 0) this.#count += 1;
    if (this.#count > mostNodes) {
      this.reportOnce("nodes", () =>
        diagnose("onnx/too-large", {
          what: "the network with its functions",
          actual: "larger",
          limit: `${mostNodes} nodes`,
        }),
      );
      return;
    }
    const domain = node.domain === "ai.onnx" ? "" : node.domain;
    const called = this.#functions.find(domain, node);
    if (called !== undefined) {
      this.#functions.inline(called, node, index, place, into, this);
      return;
    }
    if (domain === "" && node.op === "Constant" && this.#importLiteral(node, index, place)) return;
    const label = labelOf(node, index);
    const version = this.#versionOf(domain, place, label);
    const inputs = node.inputs.map((name) => (name === "" ? "" : place.names.find(name)));
    const unread: string[] = [];
    const attributes = this.#attributesOf(node, place, unread);
    const subgraphs = this.#subgraphsOf(node, place);
    const outputs = node.outputs.map((name) => this.define(name, place.names, label) ?? "");
    const origin = place.origin ?? this.#originOf(node, attributes);
    const canonical = domain === "" ? this.#effectiveVersion(node.op, version, label) : version;
    const history = domain === "" ? historyOf(node.op) : undefined;
    if (history?.added !== undefined) this.#checkAttributes(node.op, canonical, attributes, history.added, label);
    if (isCurrent(canonical, history)) this.#checkAttributeTypes(node, domain, label);
    const about = { name: label, op: node.op, domain, inputs, outputs, attributes, origin, subgraphs, unread };
    if (isCurrent(canonical, history) && !this.#usesRanks) {
      this.#checkOutputs(about);
      into.push(nodeOf(about));
      return;
    }
    const draft = new NodeDraft(this, place.names, canonical, about);
    upgradeDraft(draft, history);
    this.#checkOutputs({ ...about, op: draft.op, outputs: draft.outputs });
    draft.finish(into);
    if (domain === "") this.ranks.note(draft.op, draft.inputs[0], draft.outputs);
  }

  /** A Constant becomes a tensor of the graph. */
  #importLiteral(node: ModelNode, index: number, place: Place): boolean {
    const [written, ...more] = node.attributes;
    const [output = ""] = node.outputs;
    if (written === undefined || more.length > 0 || node.outputs.length !== 1) return false;
    const literal = literalOf(bindAttribute(written, place) ?? written);
    if (literal === undefined) return false;
    const name = this.define(output, place.names, labelOf(node, index));
    if (name !== undefined) this.#addTensor({ ...literal, name, inNode: true });
    return true;
  }

  #versionOf(domain: string, { opsets }: Place, node: string): number {
    const version = opsets.get(domain);
    // A version that cannot be was reported with the file's head.
    if (version !== undefined) return version < 1 ? newestOpset : version;
    this.reportOnce(`opset ${domain}`, () => {
      const called = domain === "" ? "ai.onnx" : domain;
      const close = closestName(domain, opsets.keys());
      const hint = `import it in opset_import${close === undefined ? "" : `, or ${close}`}`;
      return diagnose("onnx/no-opset", { domain: called }, { node, hint });
    });
    return newestOpset;
  }

  /** The opset whose form a node of ONNX's own domain has, after what that opset does not have was reported. */
  #effectiveVersion(op: string, version: number, label: string): number {
    const first = firstOpsetOf(op);
    const replaced = replacementOf(op);
    if (first === undefined) {
      // Runtimes put a few operators of their own into ONNX's domain.
      if (definitionOf(this.registry, op) !== undefined) return version;
      const hint = closestName(op, standardOperators());
      this.report(diagnose("onnx/no-such-operator", { op }, { node: label, hint }));
    } else if (first > version) {
      const data = { op, first: String(first), version: String(version) };
      this.report(
        diagnose("onnx/operator-version", data, { node: label, hint: `import opset ${first} or a newer one` }),
      );
      return first;
    } else if (replaced !== undefined && version >= replaced.since) {
      const data = { op, since: String(replaced.since), by: replaced.by, version: String(version) };
      this.report(diagnose("onnx/operator-removed", data, { node: label }));
      return replaced.since - 1;
    }
    return version;
  }

  #checkAttributes(
    op: string,
    version: number,
    attributes: Readonly<Record<string, AttributeValue>>,
    added: Readonly<Record<string, number>>,
    node: string,
  ): void {
    for (const name in attributes) {
      const since = Object.hasOwn(added, name) ? added[name] : undefined;
      if (since === undefined || since <= version) continue;
      const data = { op, attribute: name, since: String(since), version: String(version) };
      this.report(diagnose("onnx/attribute-version", data, { node, hint: `import opset ${since} or a newer one` }));
    }
  }

  /** What does not show in an attribute's value once it is read: floats without a fraction, graphs, rare types. */
  #checkAttributeTypes(node: ModelNode, domain: string, label: string): void {
    const definition = definitionOf(this.registry, node.op, domain);
    if (definition === undefined) return;
    const graphs = domain === "" && Object.hasOwn(graphAttributes, node.op) ? (graphAttributes[node.op] ?? []) : [];
    for (const { name, type } of node.attributes) {
      const kind = Object.hasOwn(definition.attributes, name) ? definition.attributes[name]?.kind : undefined;
      const expected = graphs.includes(name) ? "graph" : kind;
      const isFine =
        expected === undefined ? !rareTypes.has(type) : lookAlikes[expected] !== type && !isRare(expected, type);
      if (isFine || (node.op === "Constant" && name === "sparse_value")) continue;
      const data = { op: node.op, attribute: name };
      const finding =
        expected === undefined
          ? diagnose("node/unknown-attribute", data, { node: label })
          : diagnose("node/attribute-type", { ...data, expected, actual: `of type ${type}` }, { node: label });
      this.report(finding);
    }
    for (const attribute of graphs) {
      if (node.attributes.some(({ name }) => name === attribute)) continue;
      this.report(diagnose("node/missing-attribute", { op: node.op, attribute }, { node: label }));
    }
  }

  #checkOutputs({ name, op, domain, outputs }: Pick<Node, "name" | "op" | "domain" | "outputs">): void {
    const declared = definitionOf(this.registry, op, domain)?.outputs;
    if (declared === undefined || declared.at(-1)?.endsWith("...") === true) return;
    if (outputs.length <= declared.length && (outputs.some((output) => output !== "") || declared.length === 0)) return;
    const most = declared.length === 1 ? "1" : `1 to ${declared.length}`;
    const data = { op, what: "outputs", expected: `${most} (${declared.join(", ")})`, actual: String(outputs.length) };
    this.report(diagnose("node/arity", data, { node: name }));
  }

  #attributesOf(node: ModelNode, place: Place, unread: string[]): Record<string, AttributeValue> {
    const attributes: Record<string, AttributeValue> = {};
    for (const written of node.attributes) {
      const attribute = bindAttribute(written, place);
      if (attribute === undefined) continue;
      const value = attributeValueOf(attribute);
      if (value !== undefined) attributes[written.name] = value;
      else if (attribute.type !== "graph") unread.push(written.name);
    }
    return attributes;
  }

  #subgraphsOf(node: ModelNode, place: Place): Readonly<Record<string, Subgraph>> | undefined {
    let subgraphs: Record<string, Subgraph> | undefined;
    for (const written of node.attributes) {
      if (written.type !== "graph") continue;
      const attribute = bindAttribute(written, place);
      if (attribute === undefined || attribute.type !== "graph" || !("value" in attribute)) continue;
      subgraphs ??= {};
      subgraphs[written.name] = this.#importSubgraph(attribute.value, place);
    }
    return subgraphs;
  }

  #importSubgraph(graph: ModelGraph, place: Place): Subgraph {
    const names = place.names.inner();
    this.defineWeights(graph, names);
    const inputs = graph.inputs.map(({ name }) => this.define(name, names) ?? "");
    const nodes = this.importNodes(graph.nodes, { ...place, names });
    return { name: graph.name, inputs, outputs: graph.outputs.map(({ name }) => names.find(name)), nodes };
  }

  #originOf(node: ModelNode, attributes: Readonly<Record<string, AttributeValue>>): Origin | undefined {
    return (
      this.#scopes.originOf(node.name, node.op, attributes) ??
      originOfWeight(node.inputs, node.op, attributes, this.#modules)
    );
  }
}
