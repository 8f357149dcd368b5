// One official node test as a graph: its model decoded, its inputs with the types (and values) that its data has.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Scope } from "../../src/dim/index.js";
import type { AttributeValue, Graph, Node, Weight } from "../../src/graph/index.js";
import type { DeclaredType, ModelAttribute, ModelNode, ModelTensor } from "../../src/onnx/index.js";
import { decodeModel } from "../../src/onnx/index.js";
import { definitionOf, onnx } from "../../src/ops/index.js";
import type { Item, KnownValue, Scalar, TensorType } from "../../src/tensor/index.js";
import { readStored, type Stored } from "./protobuf-fields.js";

/** A row of the suite's index. */
export interface Row {
  readonly name: string;
  readonly ops: readonly string[];
  readonly opset: Readonly<Record<string, number>>;
  readonly nodes: number;
  readonly expanded: boolean;
  readonly data: readonly { readonly inputs: readonly DataFile[]; readonly outputs: readonly DataFile[] }[];
}

interface DataFile {
  readonly file: string;
  readonly proto: string;
  /** Absent where the file does not name its value: then its position says which it is. */
  readonly name?: string;
}

/** Operators that ONNX replaced: the importer gives them their new form. */
const renamedOperators: Readonly<Record<string, string>> = { Scatter: "ScatterElements", Upsample: "Resize" };

/** A test that needs something that importing a file does: its name stands in the list of what is left. */
export class LeftForImporter extends Error {}

export interface LoadedTest {
  readonly row: Row;
  /** The graph with the values of the inputs at `names` fixed. */
  graphWith(names: ReadonlySet<string>): Graph;
  /** All inputs that have a value of their own. */
  readonly inputNames: ReadonlySet<string>;
  /** Inputs whose values decide shapes: those that reach a control input of an operator. */
  readonly shapeInputs: ReadonlySet<string>;
  /** What the suite says the outputs are. */
  readonly expected: ReadonlyMap<string, Stored>;
  /** Operators whose canonical form is newer than the test's opset. */
  readonly olderForms: readonly string[];
}

export function readRows(folder: string): readonly Row[] {
  return JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
}

/** Throws {@link LeftForImporter} where the model needs functions or subgraphs. */
export function loadTest(folder: string, row: Row): LoadedTest {
  const decoded = decodeModel(readFileSync(join(folder, row.name, "model.onnx")));
  if (decoded.value === undefined) throw new Error(`${row.name}: ${decoded.diagnostics.map(String).join("; ")}`);
  const { graph, functions, opsetImports } = decoded.value;
  if (functions.length > 0) throw new LeftForImporter("model-local functions");
  const nodes = graph.nodes.map(nodeOf);
  const [set] = row.data;
  const read = ({ file, proto }: DataFile) =>
    readStored(readFileSync(join(folder, row.name, "test_data_set_0", file)), proto);
  const readAll = (files: readonly DataFile[], values: readonly { readonly name: string }[]) =>
    new Map(files.map((data, i) => [data.name ?? values[i]?.name ?? "", read(data)]));
  const inputs = readAll(set?.inputs ?? [], graph.inputs);
  const versions = new Map(opsetImports.map(({ domain, version }) => [domain === "ai.onnx" ? "" : domain, version]));
  const olderForms = nodes.flatMap((node) => {
    const version = versions.get(node.domain ?? "") ?? 1;
    const renamed = node.domain === undefined && Object.hasOwn(renamedOperators, node.op);
    if (renamed) return [`${node.op} ${version} (now ${renamedOperators[node.op]})`];
    const since = definitionOf(onnx, node.op, node.domain)?.since ?? 0;
    return since > version ? [`${node.op} ${version} (now ${since})`] : [];
  });
  const weights = graph.initializers.map(weightOf);
  return {
    row,
    olderForms: [...new Set(olderForms)],
    inputNames: new Set(inputs.keys()),
    shapeInputs: shapeValues(nodes),
    expected: readAll(set?.outputs ?? [], graph.outputs),
    graphWith(names) {
      const fixed = [...inputs].flatMap(([name, stored]) => (names.has(name) ? fixedWeight(name, stored) : []));
      const known = [...weights, ...fixed];
      const isFixed = new Set(known.map(({ name }) => name));
      return {
        name: row.name,
        inputs: graph.inputs.flatMap(({ name, type }) => {
          if (isFixed.has(name)) return [];
          const stored = inputs.get(name);
          return [{ name, type: stored === undefined ? declared(type) : typeOf(stored, type) }];
        }),
        outputs: graph.outputs.map(({ name }) => ({ name, value: name })),
        nodes,
        weights: new Map(known.map((weight) => [weight.name, weight])),
        scope: new Scope(),
        about: {},
      };
    },
  };
}

/** Values that decide shapes, from the control inputs backwards: all that such a value is made of. */
function shapeValues(nodes: readonly Node[]): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const node of nodes.toReversed()) {
    const declaredInputs = definitionOf(onnx, node.op, node.domain)?.inputs ?? [];
    const isNeeded = node.outputs.some((output) => needed.has(output));
    node.inputs.forEach((input, index) => {
      if (isNeeded || declaredInputs[Math.min(index, declaredInputs.length - 1)]?.role === "control") needed.add(input);
    });
  }
  return needed;
}

function weightOf(tensor: ModelTensor): Weight {
  const value = knownValueOf(tensor);
  return { name: tensor.name, dtype: value.dtype, shape: value.shape, kind: "constant", value };
}

/** Only tensors have elements; a sequence's or optional's items keep theirs within its type. */
function fixedWeight(name: string, stored: Stored): readonly Weight[] {
  if (stored.kind !== "tensor") return [];
  const { dtype, shape } = stored.value;
  return [{ name, dtype, shape, kind: "constant", value: stored.value }];
}

function itemOf(stored: Stored, type: DeclaredType | null): Item {
  return stored.kind === "tensor" ? { dtype: stored.value.dtype, shape: stored.value.shape } : typeOf(stored, type);
}

/** The type that an input's data has; the declared one where the data is empty. */
function typeOf(stored: Stored, type: DeclaredType | null): TensorType {
  if (stored.kind === "tensor") return { dtype: stored.value.dtype, shape: stored.value.shape };
  const inner = type !== null && "element" in type ? type.element : null;
  if (stored.kind === "optional") {
    const element = stored.item === undefined ? declared(inner) : itemOf(stored.item, inner);
    const container = { kind: "optional", element, isPresent: stored.item !== undefined } as const;
    return { dtype: element.dtype, shape: null, container };
  }
  const items = stored.items.map((item) => itemOf(item, inner));
  const element = { dtype: items[0]?.dtype ?? declared(inner).dtype, shape: null };
  return { dtype: element.dtype, shape: null, container: { kind: "sequence", element, length: items.length, items } };
}

/** A declared type without its sizes' names. */
function declared(type: DeclaredType | null): TensorType {
  if (type?.kind === "tensor") {
    const sizes = type.shape?.every((size) => typeof size === "number") ? type.shape : null;
    return { dtype: type.dtype ?? "float32", shape: sizes as readonly number[] | null };
  }
  if (type?.kind === "sequence") {
    const element = declared(type.element);
    return { dtype: element.dtype, shape: null, container: { kind: "sequence", element, length: null } };
  }
  if (type?.kind === "optional") {
    const element = declared(type.element);
    return { dtype: element.dtype, shape: null, container: { kind: "optional", element } };
  }
  return { dtype: "float32", shape: null };
}

function nodeOf(node: ModelNode, index: number): Node {
  const given = node.attributes.filter(({ type }) => type !== "graph");
  if (given.length < node.attributes.length && node.op !== "FlexAttention") {
    throw new LeftForImporter(`control flow (${node.op})`);
  }
  const domain = node.domain === "ai.onnx" ? "" : node.domain;
  return {
    name: node.name === "" ? `${node.op}_${index}` : node.name,
    op: node.op,
    ...(domain !== "" && { domain }),
    attributes: Object.fromEntries(given.map((attribute) => [attribute.name, attributeOf(attribute)])),
    inputs: node.inputs,
    outputs: node.outputs,
  };
}

const textOf = (text: string | Uint8Array): string =>
  typeof text === "string" ? text : new TextDecoder().decode(text);

function attributeOf(attribute: ModelAttribute): AttributeValue {
  if (!("value" in attribute)) throw new LeftForImporter(`attribute ${attribute.name} without a value`);
  switch (attribute.type) {
    case "int":
      return Number(attribute.value);
    case "float":
      return attribute.value;
    case "string":
      return textOf(attribute.value);
    case "ints":
      return attribute.value.map(Number);
    case "floats":
      return attribute.value;
    case "strings":
      return attribute.value.map(textOf);
    case "tensor":
      return knownValueOf(attribute.value);
    case "type_proto":
      return declared(attribute.value);
    default:
      throw new LeftForImporter(`attribute ${attribute.name} of type ${attribute.type}`);
  }
}

function knownValueOf({ dtype, shape, values, elements }: ModelTensor): KnownValue {
  const unknown: readonly Scalar[] = Array.from({ length: elements }, () => undefined);
  const data = values?.map((element): Scalar => (typeof element === "object" ? undefined : element)) ?? unknown;
  return { dtype: dtype ?? "float32", shape, data };
}
