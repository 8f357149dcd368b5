// Reads the ONNX project's node tests and runs them on the reference kernels.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { decodeTensorFile } from "../../src/onnx/index.js";
import type { ModelGraph } from "../../src/onnx/model.js";
import { core } from "../../src/ops/registry.js";
import type { RunTensor } from "../../src/tensor/index.js";
import { nodeOf, readGraph, tensorOfModel } from "./onnx-graph.js";

export interface Row {
  readonly name: string;
  readonly ops: readonly string[];
  readonly nodes: number;
  readonly expanded: boolean;
  readonly rtol: number;
  readonly atol: number;
  readonly data: readonly { readonly inputs: readonly Stored[]; readonly outputs: readonly Stored[] }[];
}

interface Stored {
  readonly file: string;
  readonly proto: string;
  readonly name: string;
  readonly dtype?: string;
}

/** Where the conformance data lie. */
export const conformance =
  process.env.SHAPEWRIGHT_CONFORMANCE ?? resolve(import.meta.dirname, "../../../shared/conformance");
const folder = join(conformance, "onnx-node");

/** Every test whose operators are all in the core registry and whose data are plain tensors of real numbers or text. */
export function readRows(): readonly Row[] {
  if (!existsSync(join(folder, "index.json"))) {
    throw new Error("no conformance files: set SHAPEWRIGHT_CONFORMANCE, or put them at ../shared/conformance");
  }
  const rows: readonly Row[] = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
  return rows.filter(
    ({ ops, data }) =>
      ops.every((op) => Object.hasOwn(core, op)) &&
      data.every(({ inputs, outputs }) => [...inputs, ...outputs].every(({ proto }) => proto === "TensorProto")),
  );
}

function readTensor(test: string, { file }: Stored): RunTensor {
  const decoded = decodeTensorFile(readFileSync(join(folder, test, "test_data_set_0", file)));
  if (decoded.value === undefined) throw new Error(`${test}/${file} cannot be read`);
  return tensorOfModel(decoded.value);
}

export function graphOf({ name }: Row): ModelGraph {
  return readGraph(readFileSync(join(folder, name, "model.onnx")), name);
}

/** The node of a single-node test, its inputs by position and the outputs it should give (undefined where not stored). */
export function readSingle(row: Row) {
  const { nodes, initializers } = graphOf(row);
  const [first] = nodes;
  if (first === undefined || nodes.length > 1) throw new Error(`${row.name} is not a single node`);
  const [set] = row.data;
  const stored = [...(set?.inputs ?? []), ...(set?.outputs ?? [])];
  const tensors = new Map([
    ...initializers.map((tensor) => [tensor.name, tensorOfModel(tensor)] as const),
    ...stored.map((file) => [file.name, readTensor(row.name, file)] as const),
  ]);
  const node = nodeOf(first);
  const find = (value: string) => tensors.get(value);
  return { node, inputs: node.inputs.map(find), expected: node.outputs.map(find) };
}
