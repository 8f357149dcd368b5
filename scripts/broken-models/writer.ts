// Writes small ONNX files from short texts, sound ones and broken ones: `y = Conv(x, w)`, `x float32[N, 3, 8, 8]`.
import {
  AttributeProto,
  type DimensionProto,
  FunctionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
  TypeProto,
  ValueInfoProto,
} from "../../src/onnx/codec/onnx-proto.js";
import { bytesOfScalars } from "../../src/onnx/export/element-bytes.js";
import { type DType, dtypes, isDType } from "../../src/tensor/index.js";

const utf8 = new TextEncoder();

/** An attribute: whole numbers and lists of them, texts, graphs, tensors; floats are marked. */
type AttributeValue =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly argument: string; readonly type: number }
  | GraphProto
  | TensorProto
  | AttributeProto;

function attributeOf(name: string, value: AttributeValue): AttributeProto {
  if (value instanceof AttributeProto) return value;
  if (value instanceof GraphProto) return new AttributeProto({ name, type: 5, g: value });
  if (value instanceof TensorProto) return new AttributeProto({ name, type: 4, t: value });
  if (typeof value === "number") return new AttributeProto({ name, type: 2, i: value });
  if (typeof value === "string") return new AttributeProto({ name, type: 3, s: utf8.encode(value) });
  if (isTexts(value)) return new AttributeProto({ name, type: 8, strings: value.map((each) => utf8.encode(each)) });
  if (isNumbers(value)) return new AttributeProto({ name, type: 7, ints: value });
  if ("float" in value) return new AttributeProto({ name, type: 1, f: value.float });
  if ("floats" in value) return new AttributeProto({ name, type: 6, floats: value.floats });
  if ("argument" in value) return new AttributeProto({ name, type: value.type, refAttrName: value.argument });
  throw new TypeError(`an attribute cannot be ${JSON.stringify(value)}`);
}

const isTexts = (value: AttributeValue): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === "string");
const isNumbers = (value: AttributeValue): value is readonly number[] => Array.isArray(value);

/**
 * `y = Relu(x)`, named `relu`; `conv1: y = Conv(x, w)`; `: y = Relu(x)` without a name; `a, b = Split(x)`; `-` is an
 * input or output left out; `com.example.Op` is of the domain `com.example`.
 */
export function node(text: string, attributes: Readonly<Record<string, AttributeValue>> = {}): NodeProto {
  const match = /^(?:([^=:]*):\s*)?([^=]*)=\s*([\w.]+)\((.*)\)$/.exec(text);
  if (match === null) throw new SyntaxError(`no node: ${text}`);
  const [, name, outputs = "", path = "", inputs = ""] = match;
  const dot = path.lastIndexOf(".");
  const op = path.slice(dot + 1);
  return new NodeProto({
    name: name === undefined ? op.toLowerCase() : name.trim(),
    opType: op,
    domain: dot < 0 ? "" : path.slice(0, dot),
    input: namesOf(inputs),
    output: namesOf(outputs),
    attribute: Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
  });
}

function namesOf(text: string): readonly string[] {
  const trimmed = text.trim();
  return trimmed === "" ? [] : trimmed.split(",").map((name) => (name.trim() === "-" ? "" : name.trim()));
}

interface Declared {
  readonly name: string;
  readonly dtype: DType;
  readonly sizes: readonly string[] | undefined;
}

function parseDeclared(text: string): Declared {
  const match = /^(\S*) (\w+)(?:\[(.*)\])?$/.exec(text);
  const dtype = match?.[2] ?? "";
  if (match === null || !isDType(dtype)) throw new SyntaxError(`no declaration: ${text}`);
  const sizes = match[3]?.split(",").map((size) => size.trim());
  return { name: match[1] ?? "", dtype, sizes: sizes?.filter((size) => size !== "") };
}

/** `?` is an open size without a name. */
function sizeOf(size: string): DimensionProto {
  const none = { dimValue: null, dimParam: null, denotation: "" };
  if (size === "?") return none;
  return /^-?\d+$/.test(size) ? { ...none, dimValue: Number(size) } : { ...none, dimParam: size };
}

/** `x float32[N, 3, 8, 8]`, `x float32[]`, `x float32` without a shape; a name alone has no type. */
function value(text: string): ValueInfoProto {
  if (!text.includes(" ")) return new ValueInfoProto({ name: text });
  const { name, dtype, sizes } = parseDeclared(text);
  const shape = sizes === undefined ? null : { dim: sizes.map(sizeOf) };
  return new ValueInfoProto({ name, type: new TypeProto({ tensorType: { elemType: dtypes[dtype].onnx, shape } }) });
}

/** `w float32[4, 3]` with these elements, or with zeros; `more` overwrites what the file says. */
export function tensor(
  text: string,
  data?: readonly (number | bigint | boolean)[],
  more: Partial<TensorProto> = {},
): TensorProto {
  const { name, dtype, sizes = [] } = parseDeclared(text);
  const dims = sizes.map(Number);
  const count = dims.reduce((product, size) => product * size, 1);
  const rawData = bytesOfScalars(dtype, data ?? new Array(count).fill(dtype === "bool" ? false : 0));
  return new TensorProto({
    name,
    dims,
    dataType: dtypes[dtype].onnx,
    ...(rawData !== undefined && { rawData }),
    ...more,
  });
}

export interface GraphParts {
  readonly nodes: readonly NodeProto[];
  readonly inputs?: readonly string[];
  readonly outputs?: readonly string[];
  /** As {@link tensor} takes them, or tensors. */
  readonly weights?: readonly (string | TensorProto)[];
  /** Declared types of values inside. */
  readonly info?: readonly string[];
  readonly more?: Partial<GraphProto>;
}

export function graph({
  nodes,
  inputs = [],
  outputs = [],
  weights = [],
  info = [],
  more = {},
}: GraphParts): GraphProto {
  return new GraphProto({
    name: "g",
    node: nodes,
    input: inputs.map(value),
    output: outputs.map(value),
    valueInfo: info.map(value),
    initializer: weights.map((each) => (typeof each === "string" ? tensor(each) : each)),
    ...more,
  });
}

export interface ModelParts extends GraphParts {
  readonly opset?: number;
  readonly ir?: number;
  /** Opsets of other domains, or none at all. */
  readonly imports?: readonly (readonly [domain: string, version: number])[];
  readonly functions?: readonly FunctionProto[];
}

/** A model of opset 17 and IR version 8; an image `x` goes in and `y` comes out unless said otherwise. */
export function model({
  opset = 17,
  ir = 8,
  imports = [["", opset]],
  functions = [],
  ...parts
}: ModelParts): Uint8Array {
  const whole = { inputs: ["x float32[1, 3, 8, 8]"], outputs: ["y float32[?, ?, ?, ?]"], ...parts };
  const message = new ModelProto({
    irVersion: ir,
    producerName: "shapewright",
    opsetImport: imports.map(([domain, version]) => ({ domain, version })),
    graph: graph(whole),
    functions,
  });
  return ModelProto.encode(message).finish();
}

export function definition(
  name: string,
  inputs: string,
  outputs: string,
  nodes: readonly NodeProto[],
  attributes: readonly string[] = [],
): FunctionProto {
  return new FunctionProto({
    name,
    domain: "local",
    input: namesOf(inputs),
    output: namesOf(outputs),
    attribute: attributes,
    node: nodes,
    opsetImport: [
      { domain: "", version: 17 },
      { domain: "local", version: 1 },
    ],
  });
}
