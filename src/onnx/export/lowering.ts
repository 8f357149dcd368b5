/** Brings nodes from the canonical form to the form of an older opset: each by its entry in the tables, again and again. */
import type { AttributeValue, Node } from "../../graph/index.js";
import { attributesOf, definitionOf, type Registry } from "../../ops/index.js";
import type { KnownValue, TensorType } from "../../tensor/index.js";

/** Says that a node cannot be written in the opset; caught by the export, which makes a finding of it. */
export class Unwritable extends Error {}

/** What the lowering of one node works with. */
export interface NodeLowering {
  readonly opset: number;
  /** The node that is lowered, its attributes with defaults filled in. */
  readonly node: Node;
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
  /** Name of input `index`; empty where it is left out. */
  input(index: number): string;
  typeOf(value: string): TensorType | undefined;
  /** The sizes of a value, all plain numbers. Throws {@link Unwritable} while one is open. */
  plainShape(value: string): readonly number[];
  rank(value: string): number;
  /** The known elements of a constant as plain numbers; undefined where the value is not known. */
  numbers(value: string): readonly number[] | undefined;
  /** A constant of the graph. */
  constant(value: KnownValue): string;
  /** A float of the element type of a value, as a constant. */
  float(number: number, like: string): string;
  /** Adds a node and gives the name of its output; `output` names the node's own last result. */
  emit(
    op: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
    output?: string,
  ): string;
  /** Adds the node itself with other attributes or inputs. */
  rewrite(change: Partial<Pick<Node, "op" | "attributes" | "inputs">>): void;
  /** Ends the lowering: the opset cannot say this. */
  fail(reason: string): never;
}

/** How an operator is written below an opset. */
export interface Lowering {
  /** Applies to opsets before this one; `never` stands for an operator that no opset has. */
  readonly before: number | "never";
  readonly lower: (c: NodeLowering) => void;
}

export type LoweringTable = Readonly<Record<string, Lowering>>;

export interface LoweringInput {
  readonly opset: number;
  readonly table: LoweringTable;
  readonly registry: Registry;
  typeOf(value: string): TensorType | undefined;
  valueOf(value: string): KnownValue | undefined;
  /** Adds a constant and gives its name. */
  constant(name: string, value: KnownValue): string;
  /** A name that no value has. */
  fresh(wish: string): string;
}

/** Deeper than any chain of decompositions; a table that goes round in circles ends here. */
const deepest = 16;

/** The nodes that a node becomes in the opset. Throws {@link Unwritable}. */
export function lowerNode(node: Node, input: LoweringInput, depth = 0): readonly Node[] {
  const key = node.domain ? `${node.domain}.${node.op}` : node.op;
  const entry = Object.hasOwn(input.table, key) ? input.table[key] : undefined;
  if (entry === undefined || (entry.before !== "never" && input.opset >= entry.before)) return [node];
  if (depth > deepest) throw new Unwritable("its decomposition has no end");
  const lowered: Node[] = [];
  let isRewritten = false;
  let count = 0;
  const definition = definitionOf(input.registry, node.op, node.domain);
  const add = (next: Node): void => {
    lowered.push(...(isRewritten ? [next] : lowerNode(next, input, depth + 1)));
  };
  const typeOf = (value: string): TensorType | undefined => input.typeOf(value);
  const fail = (reason: string): never => {
    throw new Unwritable(reason);
  };
  const shapeOf = (value: string) => typeOf(value)?.shape ?? fail(`the shape of ${value} is not known`);
  const context: NodeLowering = {
    opset: input.opset,
    node,
    attributes: definition === undefined ? node.attributes : attributesOf(definition, node),
    input: (index) => node.inputs[index] ?? "",
    typeOf,
    plainShape: (value) => {
      const shape = shapeOf(value);
      return shape.every((size) => typeof size === "number") ? shape : fail(`the sizes of ${value} are open`);
    },
    rank: (value) => shapeOf(value).length,
    numbers: (value) => {
      const data = input.valueOf(value)?.data;
      return data?.every((element) => typeof element === "number") ? data : undefined;
    },
    constant: (value) => input.constant(`${node.name}.const${count++}`, value),
    float: (number, like) => {
      const dtype = typeOf(like)?.dtype ?? "float32";
      return input.constant(`${node.name}.const${count++}`, { dtype, shape: [], data: [number] });
    },
    emit: (op, inputs, attributes = {}, output) => {
      const name = output ?? input.fresh(`${node.name}.${op.toLowerCase()}${count++}`);
      add({ name: output === undefined ? name : node.name, op, inputs, attributes, outputs: [name], ...origin(node) });
      return name;
    },
    rewrite: (change) => {
      isRewritten = true;
      add({ ...node, ...change });
    },
    fail,
  };
  entry.lower(context);
  return lowered;
}

function origin({ origin: from }: Node): Partial<Pick<Node, "origin">> {
  return from === undefined ? {} : { origin: from };
}
