/** A node on its way to the canonical form, with the nodes that an upgrade adds around it. */
import { diagnose } from "../../diagnostic.js";
import type { AttributeValue, Node, Origin, Subgraph } from "../../graph/index.js";
import type { Draft } from "../../ops/version.js";
import type { KnownValue } from "../../tensor/index.js";
import type { GraphImport } from "./graph-import.js";
import type { Names } from "./names.js";

/** A node as the file has it, with its names resolved. */
interface Start {
  readonly name: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: Record<string, AttributeValue>;
  readonly origin: Origin | undefined;
  readonly subgraphs: Readonly<Record<string, Subgraph>> | undefined;
  readonly unread: readonly string[];
}

type Extra = Pick<Node, "op" | "inputs" | "outputs" | "attributes">;

export class NodeDraft implements Draft {
  readonly name: string;
  op: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, AttributeValue>;
  #before: Extra[] | undefined;
  #after: Extra[] | undefined;

  constructor(
    private readonly importing: GraphImport,
    private readonly names: Names,
    readonly version: number,
    private readonly start: Start,
  ) {
    const { name, op, inputs, outputs, attributes } = start;
    this.name = name;
    this.op = op;
    this.inputs = inputs;
    this.outputs = outputs;
    this.attributes = attributes;
  }

  constant(value: KnownValue): string {
    return this.importing.addConstant(this.names, `${this.name}:constant`, value);
  }

  constantLike(value: number, like: string): string {
    const constant = this.constant({ dtype: "float32", shape: [], data: [Math.fround(value)] });
    return this.importing.isFloat32 ? constant : this.before("CastLike", [constant, like]);
  }

  rankOf(value: string): number | undefined {
    return this.importing.ranks.of(value);
  }

  before(op: string, inputs: readonly string[], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    const output = this.names.fresh(`${this.name}:${op}`);
    this.#before ??= [];
    this.#before.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  after(op: string, more: readonly string[] = [], attributes: Readonly<Record<string, AttributeValue>> = {}): string {
    const [last = ""] = this.outputs;
    const inner = this.names.fresh(`${this.name}:${this.op}`);
    this.outputs = [inner, ...this.outputs.slice(1)];
    this.#after ??= [];
    this.#after.unshift({ op, inputs: [inner, ...more], outputs: [last], attributes });
    return inner;
  }

  refuse(reason: string): void {
    const data = { op: this.op, version: String(this.version), reason };
    this.importing.report(diagnose("onnx/old-form", data, { node: this.name }));
  }

  /** Adds the node and those around it; together they are one layer. */
  finish(into: Node[]): void {
    let { origin } = this.start;
    if (this.#before !== undefined || this.#after !== undefined) {
      origin ??= { name: this.name, type: this.op, modules: [], attributes: this.attributes };
    }
    const { name, op, inputs, outputs, attributes } = this;
    const about = { ...this.start, origin };
    const add = (extra: Extra): void =>
      void into.push(nodeOf({ ...about, ...extra, domain: "", subgraphs: undefined, unread: [] }));
    this.#before?.forEach(add);
    into.push(nodeOf({ ...about, name, op, inputs, outputs, attributes }));
    this.#after?.forEach(add);
  }
}

/** The graph's node; its optional keys are left out where there is nothing to say. */
export function nodeOf(from: Omit<Start, "inputs" | "outputs" | "attributes"> & Extra): Node {
  const { name, op, attributes, inputs, outputs } = from;
  const node: { -readonly [Key in keyof Node]: Node[Key] } = { name, op, attributes, inputs, outputs };
  if (from.domain !== "") node.domain = from.domain;
  if (from.origin !== undefined) node.origin = from.origin;
  if (from.subgraphs !== undefined) node.subgraphs = from.subgraphs;
  if (from.unread.length > 0) node.unread = from.unread;
  return node;
}
