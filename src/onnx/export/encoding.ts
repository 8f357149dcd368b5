/** Makes protobuf messages of nodes, types and tensors. */
import { type Dim, text } from "../../dim/index.js";
import type { AttributeValue, Node } from "../../graph/index.js";
import type { OperatorDefinition } from "../../ops/index.js";
import { dtypes, type ElementType, type KnownValue, type TensorType } from "../../tensor/index.js";
import { AttributeProto, NodeProto, TensorProto, TypeProto, ValueInfoProto } from "../codec/onnx-proto.js";
import { bytesOfScalars } from "./element-bytes.js";

/** AttributeProto.AttributeType of the kinds that a definition declares. */
const typeNumbers = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8, type: 13 } as const;

const utf8 = new TextEncoder();

/** Kind of a value without declaration: whole numbers count as int. */
function guessKind(value: AttributeValue): keyof typeof typeNumbers {
  if (typeof value === "string") return "string";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (!Array.isArray(value)) return "data" in value ? "tensor" : "type";
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
  if ("data" in value) return new AttributeProto({ ...about, t: encodeConstant("", value) });
  return new AttributeProto({ ...about, tp: encodeType(value) });
}

function isList(value: AttributeValue): value is readonly number[] | readonly string[] {
  return Array.isArray(value);
}

/** A node; `definition` says of which type its attributes are. */
export function encodeNode(node: Node, definition: OperatorDefinition | undefined): NodeProto {
  const attribute = Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value, definition));
  const { name, op, domain = "", inputs, outputs } = node;
  const last = inputs.findLastIndex((input) => input !== "");
  return new NodeProto({
    name,
    opType: op,
    input: inputs.slice(0, last + 1),
    output: outputs,
    ...(attribute.length > 0 && { attribute }),
    ...(domain !== "" && { domain }),
  });
}

/** A declared type: open sizes by their formula, as ONNX's dim_param. */
export function encodeValue(name: string, { dtype, shape }: TensorType, axes: readonly string[] = []): ValueInfoProto {
  const type = encodeType({ dtype, shape });
  return axes.length > 0
    ? new ValueInfoProto({ name, type, docString: axes.join(", ") })
    : new ValueInfoProto({ name, type });
}

/** A tensor's type, or that of a container with its element's type inside. */
function encodeType({ dtype, shape, container }: ElementType): TypeProto {
  if (container?.kind === "sequence")
    return new TypeProto({ sequenceType: { elemType: encodeType(container.element) } });
  if (container?.kind === "optional")
    return new TypeProto({ optionalType: { elemType: encodeType(container.element) } });
  const sizes = shape?.map(encodeSize);
  return new TypeProto({
    tensorType: { elemType: dtypes[dtype].onnx, shape: sizes === undefined ? null : { dim: sizes } },
  });
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
