// One official node test as a graph: its model decoded, its inputs with the types (and values) that its data has.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../../src/diagnostic.js";
import type { Graph, Node, Weight } from "../../src/graph/index.js";
import type { DeclaredType } from "../../src/onnx/index.js";
import { decodeModel, importModel } from "../../src/onnx/index.js";
import { definitionOf, onnx } from "../../src/ops/index.js";
import type { Item, TensorType } from "../../src/tensor/index.js";
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
  /** What the importer found. */
  readonly findings: readonly Diagnostic[];
}

export function readRows(folder: string): readonly Row[] {
  return JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
}

export function loadTest(folder: string, row: Row): LoadedTest {
  const decoded = decodeModel(readFileSync(join(folder, row.name, "model.onnx")));
  if (decoded.value === undefined) throw new Error(`${row.name}: ${decoded.diagnostics.map(String).join("; ")}`);
  const { graph } = decoded.value;
  const { value: imported, diagnostics } = importModel(decoded.value);
  if (imported === undefined) throw new Error(`${row.name}: ${diagnostics.map(String).join("; ")}`);
  const [set] = row.data;
  const read = ({ file, proto }: DataFile) =>
    readStored(readFileSync(join(folder, row.name, "test_data_set_0", file)), proto);
  const readAll = (files: readonly DataFile[], values: readonly { readonly name: string }[]) =>
    new Map(files.map((data, i) => [data.name ?? values[i]?.name ?? "", read(data)]));
  const inputs = readAll(set?.inputs ?? [], graph.inputs);
  const outputs = readAll(set?.outputs ?? [], graph.outputs);
  const types = new Map(graph.inputs.map(({ name, type }) => [name, type]));
  const expected = imported.outputs.flatMap(({ name, value }) => {
    const stored = outputs.get(name);
    return stored === undefined ? [] : [[value, stored] as const];
  });
  return {
    row,
    inputNames: new Set(inputs.keys()),
    shapeInputs: shapeValues(imported.nodes),
    expected: new Map(expected),
    findings: diagnostics.filter(({ severity }) => severity !== "note"),
    graphWith(names) {
      const fixed = [...inputs].flatMap(([name, stored]) => (names.has(name) ? fixedWeight(name, stored) : []));
      const isFixed = new Set(fixed.map(({ name }) => name));
      return {
        ...imported,
        inputs: imported.inputs.flatMap((input) => {
          if (isFixed.has(input.name)) return [];
          const stored = inputs.get(input.name);
          return [stored === undefined ? input : { ...input, type: typeOf(stored, types.get(input.name) ?? null) }];
        }),
        weights: new Map([...imported.weights, ...fixed.map((weight) => [weight.name, weight] as const)]),
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
