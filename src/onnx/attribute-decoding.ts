/** Makes an attribute's plain data from its protobuf message, by the type that it declares. */
import { diagnose } from "../diagnostic.js";
import type { AttributeProto, GraphProto } from "./codec/onnx-proto.js";
import type { AttributeType, DeclaredType, ModelAttribute, ModelGraph, ModelSparseTensor } from "./model.js";
import type { Notes } from "./notes.js";
import { fieldNumber } from "./schema.js";
import { type Decoding, decodeSparseTensor, decodeTensor, textOf } from "./tensor-decoding.js";
import { decodeType } from "./type-decoding.js";

export interface AttributeDecoding extends Decoding {
  graph(graph: GraphProto, notes: Notes | undefined): ModelGraph;
}

interface ValueField {
  /** AttributeProto.AttributeType. */
  readonly number: number;
  /** The field that holds the value, as onnx.proto and as the codec name it. */
  readonly field: string;
  readonly key: keyof AttributeProto;
}

const valueFields = {
  float: { number: 1, field: "f", key: "f" },
  int: { number: 2, field: "i", key: "i" },
  string: { number: 3, field: "s", key: "s" },
  tensor: { number: 4, field: "t", key: "t" },
  graph: { number: 5, field: "g", key: "g" },
  floats: { number: 6, field: "floats", key: "floats" },
  ints: { number: 7, field: "ints", key: "ints" },
  strings: { number: 8, field: "strings", key: "strings" },
  tensors: { number: 9, field: "tensors", key: "tensors" },
  graphs: { number: 10, field: "graphs", key: "graphs" },
  sparse_tensor: { number: 11, field: "sparse_tensor", key: "sparseTensor" },
  sparse_tensors: { number: 12, field: "sparse_tensors", key: "sparseTensors" },
  type_proto: { number: 13, field: "tp", key: "tp" },
  type_protos: { number: 14, field: "type_protos", key: "typeProtos" },
} as const satisfies Record<AttributeType, ValueField>;

const types = Object.keys(valueFields) as AttributeType[];
const typeByNumber = new Map(types.map((type) => [valueFields[type].number as number, type]));
const fieldNumbers = Object.fromEntries(
  types.map((type) => [type, fieldNumber("AttributeProto", valueFields[type].field)]),
) as Record<AttributeType, number>;

/** True when the message holds something in the field for values of `type`. */
function holds(attribute: AttributeProto, type: AttributeType, notes: Notes | undefined): boolean {
  const { key } = valueFields[type];
  const value = attribute[key];
  if (Array.isArray(value) ? value.length > 0 : Object.hasOwn(attribute, key) && value !== null) return true;
  return notes?.leftOutOf(fieldNumbers[type]) !== undefined;
}

/** An attribute; `null`, with a finding, when it has no value that could be told. */
export function decodeAttribute(
  attribute: AttributeProto,
  notes: Notes | undefined,
  decoding: AttributeDecoding,
): ModelAttribute | null {
  const { name, docString, refAttrName } = attribute;
  const type = typeOf(attribute, notes, decoding);
  if (type === null) return null;
  const about = docString === "" ? { name } : { name, docString };
  if (refAttrName !== "") return { ...about, type, reference: refAttrName };
  const leftOut = notes?.leftOutOf(fieldNumbers[type]);
  if (leftOut !== undefined) {
    const value = attribute[valueFields[type].key];
    const keptElements = Array.isArray(value) ? value.length : 0;
    const elements = leftOut.elements === null ? null : leftOut.elements + keptElements;
    return { ...about, type, leftOut: { bytes: leftOut.bytes, elements } };
  }
  return decodeValue(about, type, attribute, notes, decoding);
}

/** The declared type; where none is (before IR version 2), or another field holds the value, what can be said. */
function typeOf(
  attribute: AttributeProto,
  notes: Notes | undefined,
  decoding: AttributeDecoding,
): AttributeType | null {
  const declared = typeByNumber.get(attribute.type);
  if (declared !== undefined) {
    if (attribute.refAttrName !== "" || holds(attribute, declared, notes)) return declared;
    const other = types.find((type) => holds(attribute, type, notes));
    // A number, text or list that is absent is 0 or empty: some writers leave such values out.
    const isObject = attribute[valueFields[declared].key] === null;
    if (other === undefined && !isObject) return declared;
    const field = other === undefined ? "" : valueFields[other].field;
    decoding.report(diagnose("onnx/attribute-value", { attribute: attribute.name, type: declared, field }));
    return null;
  }
  const held = attribute.type === 0 ? types.find((type) => holds(attribute, type, notes)) : undefined;
  if (held !== undefined) return held;
  decoding.report(diagnose("onnx/attribute-type", { attribute: attribute.name, type: String(attribute.type) }));
  return null;
}

type About = Pick<ModelAttribute, "name" | "docString">;

function decodeValue(
  about: About,
  type: AttributeType,
  attribute: AttributeProto,
  notes: Notes | undefined,
  decoding: AttributeDecoding,
): ModelAttribute | null {
  const { name, docString } = about;
  const rest = docString === undefined ? undefined : { docString };
  const below = (index: number): Notes | undefined => notes?.child(fieldNumbers[type], index);
  switch (type) {
    case "float":
      return { name, type, value: attribute.f, ...rest };
    case "int":
      return { name, type, value: attribute.i, ...rest };
    case "string":
      return { name, type, value: textOf(attribute.s), ...rest };
    case "floats":
      return { name, type, value: attribute.floats, ...rest };
    case "ints":
      return { name, type, value: attribute.ints, ...rest };
    case "strings":
      return { name, type, value: attribute.strings.map(textOf), ...rest };
    case "tensor":
      return attribute.t && { name, type, value: decodeTensor(attribute.t, below(0), decoding), ...rest };
    case "tensors": {
      const value = attribute.tensors.map((tensor, index) => decodeTensor(tensor, below(index), decoding));
      return { name, type, value, ...rest };
    }
    case "graph":
      return attribute.g && { name, type, value: decoding.graph(attribute.g, below(0)), ...rest };
    case "graphs": {
      const value = attribute.graphs.map((graph, index) => decoding.graph(graph, below(index)));
      return { name, type, value, ...rest };
    }
    case "sparse_tensor": {
      const value = attribute.sparseTensor && decodeSparseTensor(attribute.sparseTensor, below(0), decoding);
      return value && { name, type, value, ...rest };
    }
    case "sparse_tensors": {
      const value = attribute.sparseTensors.map((sparse, index) => decodeSparseTensor(sparse, below(index), decoding));
      return { name, type, value: value.filter((sparse): sparse is ModelSparseTensor => sparse !== null), ...rest };
    }
    case "type_proto": {
      const value = decodeType(attribute.tp, below(0), decoding);
      return value && { name, type, value, ...rest };
    }
    case "type_protos": {
      const value = attribute.typeProtos.map((each, index) => decodeType(each, below(index), decoding));
      return { name, type, value: value.filter((each): each is DeclaredType => each !== null), ...rest };
    }
  }
}
