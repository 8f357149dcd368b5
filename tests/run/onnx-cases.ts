// Reads the ONNX project's node tests and runs their graphs on the reference kernels, node by node.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { AttributeValue, Node } from "../../src/graph/index.js";
import { decodeModel, decodeTensorFile } from "../../src/onnx/index.js";
import type { Element, ModelAttribute, ModelNode, ModelTensor } from "../../src/onnx/model.js";
import { tensorOfScalars } from "../../src/ops/reference-data.js";
import { core } from "../../src/ops/registry.js";
import { runNode } from "../../src/run/run-node.js";
import type { KnownValue, RunTensor, Scalar } from "../../src/tensor/index.js";

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

const conformance = process.env.SHAPEWRIGHT_CONFORMANCE ?? resolve(import.meta.dirname, "../../../shared/conformance");
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

const scalarOf = (element: Element): Scalar => {
  if (element instanceof Uint8Array || typeof element === "object") throw new Error("an element of no scalar type");
  return element;
};

function knownValueFrom({ dtype, shape, values }: ModelTensor): KnownValue {
  if (dtype === null || values === null) throw new Error("a tensor without its elements");
  return { dtype, shape, data: values.map(scalarOf) };
}

function tensorOf(tensor: ModelTensor): RunTensor {
  const value = knownValueFrom(tensor);
  return tensorOfScalars(value, (i) => value.data[i]);
}

function attributeOf(attribute: ModelAttribute): AttributeValue {
  if (!("value" in attribute)) throw new Error(`attribute ${attribute.name} has no value`);
  const { type, value } = attribute;
  if (type === "tensor") return knownValueFrom(value);
  if (type === "int") return Number(value);
  if (type === "ints") return value.map(Number);
  if (type === "float" || type === "floats") return value;
  if (type === "string" && typeof value === "string") return value;
  if (type === "strings") return value.map(String);
  throw new Error(`attribute ${attribute.name} is a ${type}`);
}

function nodeOf({ name, op, domain, inputs, outputs, attributes }: ModelNode): Node {
  const given = attributes.map((attribute) => [attribute.name, attributeOf(attribute)] as const);
  return { name: name || op, op, domain, inputs, outputs, attributes: Object.fromEntries(given) };
}

function readTensor(test: string, { file }: Stored): RunTensor {
  const decoded = decodeTensorFile(readFileSync(join(folder, test, "test_data_set_0", file)));
  if (decoded.value === undefined) throw new Error(`${test}/${file} cannot be read`);
  return tensorOf(decoded.value);
}

/** Whether the nodes are in the form that the rules know: import will bring older forms into it. */
export function isCanonical({ name }: Row): boolean {
  return readGraph(name).nodes.every(({ op, attributes }) => {
    const declared = core[op as keyof typeof core]?.attributes ?? {};
    return attributes.every((attribute) => Object.hasOwn(declared, attribute.name));
  });
}

function readGraph(test: string) {
  const model = decodeModel(readFileSync(join(folder, test, "model.onnx")), { limits: { elements: 2 ** 24 } });
  if (model.value === undefined) throw new Error(`${test} cannot be read`);
  return model.value.graph;
}

/** Runs a test's graph; gives each output with the one it should be. */
export function runRow({ name, data }: Row): readonly { readonly actual: RunTensor; readonly expected: RunTensor }[] {
  const { nodes, initializers } = readGraph(name);
  const tensors = new Map(initializers.map((tensor) => [tensor.name, tensorOf(tensor)]));
  const [set] = data;
  for (const input of set?.inputs ?? []) tensors.set(input.name, readTensor(name, input));
  for (const node of nodes.map(nodeOf)) {
    const inputs = node.inputs.map((value) => tensors.get(value));
    runNode(node, inputs, core).forEach((tensor, i) => void tensors.set(node.outputs[i] ?? "", tensor));
  }
  return (set?.outputs ?? []).map((output) => {
    const actual = tensors.get(output.name);
    if (actual === undefined) throw new Error(`${name} does not give ${output.name}`);
    return { actual, expected: readTensor(name, output) };
  });
}

/** The first element that differs by more than the test allows (floats only; others must be equal). */
export function firstDifference(actual: RunTensor, expected: RunTensor, { rtol, atol }: Row): string | undefined {
  if (actual.dtype !== expected.dtype || String(actual.shape) !== String(expected.shape)) {
    return `${actual.dtype}[${actual.shape}] instead of ${expected.dtype}[${expected.shape}]`;
  }
  for (let i = 0; i < expected.data.length; i++) {
    const [found, wanted] = [actual.data[i], expected.data[i]];
    if (found === wanted || Object.is(found, wanted)) continue;
    const isFloat = expected.data instanceof Float32Array || expected.data instanceof Float64Array;
    const close = Math.abs(Number(found) - Number(wanted)) <= atol + rtol * Math.abs(Number(wanted));
    if (!isFloat || !close) return `[${i}] ${found} instead of ${wanted}`;
  }
  return undefined;
}
