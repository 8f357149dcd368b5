/** Makes protobuf messages of nodes, types and tensors. */
import { type Dim, text } from "../../dim/index.js";
import type { AttributeValue, Node, Subgraph } from "../../graph/index.js";
import type { OperatorDefinition } from "../../ops/index.js";
import { dtypes, type ElementType, type KnownValue, type TensorType } from "../../tensor/index.js";
import { AttributeProto, GraphProto, NodeProto, TensorProto, TypeProto, ValueInfoProto } from "../codec/onnx-proto.js";
import { isLabel } from "../import/place.js";
import { bytesOfScalars } from "./element-bytes.js";

/** AttributeProto.AttributeType of the kinds that a definition declares. */
const typeNumbers = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  floats: 6,
  ints: 7,
  strings: 8,
  graph: 5,
  type: 13,
} as const;

const utf8 = new TextEncoder();

/** Kind of a value without declaration: whole numbers count as int. */
function guessKind(value: AttributeValue): keyof typeof typeNumbers {
  if (typeof value === "string") return "string";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (!Array.isArray(value)) return "tensor";
  if (value.every((element) => typeof element === "string")) return "strings";
  return value.every((element) => Number.isInteger(element)) ? "ints" : "floats";
}

function encodeAttribute(
  name: string,
  value: AttributeValue,
  definition: OperatorDefinition | undefined,
): AttributeProto {
  const declared = definition !== undefined && Object.hasOwn(definition.attributes, name);
  const kind = (declared ? definition.attributes[name]?.kind : undefined) ?? guessKind(value);
  const about = { name, type: typeNumbers[kind] };
  if (typeof value === "number")
    return new AttributeProto({ ...about, ...(kind === "float" ? { f: value } : { i: value }) });
  if (typeof value === "string") return new AttributeProto({ ...about, s: utf8.encode(value) });
  if (isList(value)) {
    if (kind === "strings")
      return new AttributeProto({ ...about, strings: value.map((each) => utf8.encode(String(each))) });
    const numbers = value.map(Number);
    return new AttributeProto({ ...about, ...(kind === "floats" ? { floats: numbers } : { ints: numbers }) });
  }
  if (!("data" in value)) return new AttributeProto({ ...about, tp: encodeType(value) });
  return new AttributeProto({ ...about, t: encodeConstant("", value) });
}

function isList(value: AttributeValue): value is readonly number[] | readonly string[] {
  return Array.isArray(value);
}

/** What the encoding of nodes needs to know of the graph that they stand in. */
export interface NodeEncoding {
  /** Says of which type a node's attributes are. */
  definitionOf(node: Node): OperatorDefinition | undefined;
  typeOf(value: string): TensorType | undefined;
}

export function encodeNode(node: Node, encoding: NodeEncoding): NodeProto {
  const definition = encoding.definitionOf(node);
  const attribute = [
    ...Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value, definition)),
    ...Object.entries(node.subgraphs ?? {}).map(([name, body]) => {
      return new AttributeProto({ name, type: typeNumbers.graph, g: encodeSubgraph(body, encoding) });
    }),
  ];
  const { name, op, domain = "", inputs, outputs } = node;
  const last = inputs.findLastIndex((input) => input !== "");
  return new NodeProto({
    name: isLabel(name) ? "" : name,
    opType: op,
    input: inputs.slice(0, last + 1),
    output: outputs,
    ...(attribute.length > 0 && { attribute }),
    ...(domain !== "" && { domain }),
  });
}

/** A graph inside a node; types of its inputs and outputs stand where they are known. */
function encodeSubgraph({ name, inputs, outputs, nodes }: Subgraph, encoding: NodeEncoding): GraphProto {
  const declare = (value: string): ValueInfoProto => {
    const type = encoding.typeOf(value);
    return type === undefined ? new ValueInfoProto({ name: value }) : encodeValue(value, type);
  };
  return new GraphProto({
    name: name === "" ? "body" : name,
    node: nodes.map((node) => encodeNode(node, encoding)),
    input: inputs.map(declare),
    output: outputs.map(declare),
  });
}

/** A declared type: open sizes by their formula, as ONNX's dim_param. */
export function encodeValue(name: string, tensorType: TensorType, axes: readonly string[] = []): ValueInfoProto {
  const type = encodeType(tensorType);
  return axes.length > 0
    ? new ValueInfoProto({ name, type, docString: axes.join(", ") })
    : new ValueInfoProto({ name, type });
}

function encodeType({ dtype, shape, container }: ElementType): TypeProto {
  if (container !== undefined) return encodeContainer(container);
  const sizes = shape?.map((size) => encodeSize(size));
  const tensorType = { elemType: dtypes[dtype].onnx, shape: sizes === undefined ? null : { dim: sizes } };
  return new TypeProto({ tensorType });
}

function encodeContainer(container: NonNullable<TensorType["container"]>): TypeProto {
  const element = encodeType(container.element);
  switch (container.kind) {
    case "sequence":
      return new TypeProto({ sequenceType: { elemType: element } });
    case "optional":
      return new TypeProto({ optionalType: { elemType: element } });
    case "map":
      return new TypeProto({ mapType: { keyType: dtypes[container.key].onnx, valueType: element } });
  }
}

function encodeSize(size: Dim | null) {
  if (size === null) return { dimValue: null, dimParam: null, denotation: "" };
  return typeof size === "number"
    ? { dimValue: size, dimParam: null, denotation: "" }
    : { dimValue: null, dimParam: text(size), denotation: "" };
}

/** A tensor without its elements. */
export function encodeTensorHead(name: string, { dtype, shape }: Omit<KnownValue, "data">): Partial<TensorProto> {
  return { dims: shape, dataType: dtypes[dtype].onnx, name };
}

/** A tensor of known plain elements. Throws a TypeError for others, which the caller has sorted out. */
export function encodeConstant(name: string, value: KnownValue): TensorProto {
  const head = encodeTensorHead(name, value);
  if (value.dtype === "string") {
    return new TensorProto({ ...head, stringData: value.data.map((each) => utf8.encode(String(each))) });
  }
  const rawData = bytesOfScalars(value.dtype, value.data);
  if (rawData === undefined) throw new TypeError(`the tensor ${name} has elements that are not known`);
  return new TensorProto({ ...head, rawData });
}
