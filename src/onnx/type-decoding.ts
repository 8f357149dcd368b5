/** Makes the plain data of a declared type from its protobuf message. */
import { diagnose } from "../diagnostic.js";
import type { DimensionProto, TensorTypeProto, TypeProto } from "./codec/onnx-proto.js";
import type { DeclaredSize, DeclaredType } from "./model.js";
import type { Notes } from "./notes.js";
import { fieldNumber } from "./schema.js";
import { type Decoding, dtypeOf } from "./tensor-decoding.js";

const sequenceField = fieldNumber("TypeProto", "sequence_type");
const optionalField = fieldNumber("TypeProto", "optional_type");
const mapField = fieldNumber("TypeProto", "map_type");
const opaqueField = fieldNumber("TypeProto", "opaque_type");
const elementField = fieldNumber("ElementTypeProto", "elem_type");
const valueField = fieldNumber("MapTypeProto", "value_type");

/** `null` where the message says nothing. */
export function decodeType(type: TypeProto | null, notes: Notes | undefined, decoding: Decoding): DeclaredType | null {
  if (type === null) return null;
  if (type.tensorType !== null) return decodeTensorType("tensor", type.tensorType, decoding);
  if (type.sparseTensorType !== null) return decodeTensorType("sparse", type.sparseTensorType, decoding);
  if (type.sequenceType !== null) {
    const below = notes?.child(sequenceField, 0)?.child(elementField, 0);
    return { kind: "sequence", element: decodeType(type.sequenceType.elemType, below, decoding) };
  }
  if (type.optionalType !== null) {
    const below = notes?.child(optionalField, 0)?.child(elementField, 0);
    return { kind: "optional", element: decodeType(type.optionalType.elemType, below, decoding) };
  }
  if (type.mapType !== null) {
    const key = dtypeOf(type.mapType.keyType, decoding);
    const below = notes?.child(mapField, 0)?.child(valueField, 0);
    return { kind: "map", key, value: decodeType(type.mapType.valueType, below, decoding) };
  }
  // An opaque type's two texts, domain and name, have the form of an entry's key and value.
  const [opaque] = notes === undefined ? [] : decoding.entries(notes, opaqueField);
  return opaque === undefined ? null : { kind: "opaque", domain: opaque.key, name: opaque.value };
}

function decodeTensorType(kind: "tensor" | "sparse", type: TensorTypeProto, decoding: Decoding): DeclaredType {
  const dtype = dtypeOf(type.elemType, decoding);
  if (type.shape === null) return { kind, dtype, shape: null };
  const { dim } = type.shape;
  const shape = dim.map((size) => decodeSize(size, decoding));
  if (dim.every(({ denotation }) => denotation === "")) return { kind, dtype, shape };
  return { kind, dtype, shape, denotations: dim.map(({ denotation }) => denotation) };
}

function decodeSize({ dimValue, dimParam }: DimensionProto, decoding: Decoding): DeclaredSize {
  if (dimValue === null) return dimParam === null || dimParam === "" ? null : dimParam;
  if (typeof dimValue === "number") return dimValue;
  decoding.report(diagnose("onnx/integer", { what: "a declared size", value: String(dimValue) }));
  return null;
}
