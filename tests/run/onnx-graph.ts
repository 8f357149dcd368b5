// Runs the graph of an ONNX file on the reference kernels, node by node, without import: what is in canonical form already.
import type { AttributeValue, Node } from "../../src/graph/index.js";
import { decodeModel } from "../../src/onnx/index.js";
import type { Element, ModelAttribute, ModelGraph, ModelNode, ModelTensor } from "../../src/onnx/model.js";
import { tensorOfScalars } from "../../src/ops/reference-data.js";
import { core } from "../../src/ops/registry.js";
import type { KnownValue, RunTensor, Scalar } from "../../src/tensor/index.js";

const scalarOf = (element: Element): Scalar => {
  if (element instanceof Uint8Array || typeof element === "object") throw new Error("an element of no scalar type");
  return element;
};

function knownValueFrom({ dtype, shape, values }: ModelTensor): KnownValue {
  if (dtype === null || values === null) throw new Error("a tensor without its elements");
  return { dtype, shape, data: values.map(scalarOf) };
}

export function tensorOfModel(tensor: ModelTensor): RunTensor {
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

export function nodeOf({ name, op, domain, inputs, outputs, attributes }: ModelNode): Node {
  const given = attributes.map((attribute) => [attribute.name, attributeOf(attribute)] as const);
  return { name: name || op, op, domain, inputs, outputs, attributes: Object.fromEntries(given) };
}

/** The graph of a model, with all its elements. */
export function readGraph(bytes: Uint8Array, name: string): ModelGraph {
  const model = decodeModel(bytes, { limits: { elements: 2 ** 26 } });
  if (model.value === undefined) throw new Error(`${name} cannot be read`);
  return model.value.graph;
}

/** Whether the nodes are in the form that the rules know: import will bring older forms into it. */
export function isCanonical({ nodes }: ModelGraph): boolean {
  return nodes.every(({ op, attributes }) => {
    if (!Object.hasOwn(core, op)) return false;
    const declared = core[op as keyof typeof core].attributes;
    return attributes.every((attribute) => Object.hasOwn(declared, attribute.name));
  });
}

/** The first element that differs by more than `atol + rtol·|expected|` (floats only; others must be equal). */
export function firstDifference(
  actual: RunTensor,
  expected: RunTensor,
  { rtol, atol }: { readonly rtol: number; readonly atol: number },
): string | undefined {
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
