/** A node on its way to the canonical form, with the nodes that an upgrade adds around it. */
import { diagnose } from "../../diagnostic.js";
import type { AttributeValue, Node, Origin, Subgraph } from "../../graph/index.js";
import type { Draft } from "../../ops/version.js";
import type { KnownValue } from "../../tensor/index.js";
import type { GraphImport } from "./graph-import.js";
import type { Names } from "./names.js";

interface Start {
  readonly name: string;
  readonly op: string;
  readonly version: number;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: Record<string, AttributeValue>;
}

type Extra = Pick<Node, "op" | "inputs" | "outputs" | "attributes">;

export class NodeDraft implements Draft {
  readonly name: string;
  op: string;
  readonly version: number;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, AttributeValue>;
  #before: Extra[] | undefined;
  #after: Extra[] | undefined;

  constructor(
    private readonly importing: GraphImport,
    private readonly names: Names,
    { name, op, version, inputs, outputs, attributes }: Start,
  ) {
    this.name = name;
    this.op = op;
    this.version = version;
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
  finish(
    into: Node[],
    about: {
      readonly domain: string;
      readonly origin: Origin | undefined;
      readonly subgraphs: Readonly<Record<string, Subgraph>> | undefined;
    },
  ): void {
    const { domain, subgraphs } = about;
    let { origin } = about;
    const own = (): Origin => ({ name: this.name, type: this.op, modules: [], attributes: this.attributes });
    if (this.#before !== undefined || this.#after !== undefined) origin ??= own();
    const add = (extra: Extra): void => {
      const { op, inputs, outputs, attributes } = extra;
      into.push({ name: this.name, op, attributes, inputs, outputs, ...(origin !== undefined && { origin }) });
    };
    this.#before?.forEach(add);
    const { name, op, attributes, inputs, outputs } = this;
    const node: { -readonly [Key in keyof Node]: Node[Key] } = { name, op, attributes, inputs, outputs };
    if (domain !== "") node.domain = domain;
    if (origin !== undefined) node.origin = origin;
    if (subgraphs !== undefined) node.subgraphs = subgraphs;
    into.push(node);
    this.#after?.forEach(add);
  }
}
