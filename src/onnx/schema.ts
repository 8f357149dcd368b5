/** The messages of an ONNX file as its wire format has them: which field holds what, and what the codec does not know. */

/**
 * What a field holds:
 * - `int` a varint, `float` 32 bits, `text` a name, `message` one message, `messages` a list of them;
 * - `sizes` a short list of varints, `texts` a list of names;
 * - `prose` text and `blob` bytes that may be long and are then left out of memory;
 * - `ints`, `floats`, `doubles`, `blobs` lists that may be long and are then left out of memory;
 * - `dtype` an `int` that says how many bits the elements of a `blob` of the same message have.
 */
export type FieldKind =
  | "int"
  | "dtype"
  | "float"
  | "text"
  | "texts"
  | "message"
  | "messages"
  | "sizes"
  | "prose"
  | "blob"
  | "ints"
  | "floats"
  | "doubles"
  | "blobs";

export interface Field {
  readonly number: number;
  /** As onnx.proto spells it. */
  readonly name: string;
  readonly kind: FieldKind;
  /** The message a `message` or `messages` field holds. */
  readonly of?: string;
  /** True where the codec (ONNX 1.10) drops the field, so that the walk has to say where it is. */
  readonly newer?: true;
}

const field = (number: number, name: string, kind: FieldKind, of?: string): Field =>
  of === undefined ? { number, name, kind } : { number, name, kind, of };
const newer = (number: number, name: string, kind: FieldKind, of?: string): Field => ({
  ...field(number, name, kind, of),
  newer: true,
});

const metadata = (number: number): Field => newer(number, "metadata_props", "messages", "StringStringEntryProto");

/** Every message of onnx.proto (and of onnx-ml.proto's Opaque), as of IR version 14, ONNX 1.23. */
export const messages = {
  ModelProto: [
    field(1, "ir_version", "int"),
    field(2, "producer_name", "text"),
    field(3, "producer_version", "text"),
    field(4, "domain", "text"),
    field(5, "model_version", "int"),
    field(6, "doc_string", "prose"),
    field(7, "graph", "message", "GraphProto"),
    field(8, "opset_import", "messages", "OperatorSetIdProto"),
    field(14, "metadata_props", "messages", "StringStringEntryProto"),
    field(20, "training_info", "messages", "TrainingInfoProto"),
    field(25, "functions", "messages", "FunctionProto"),
    newer(26, "configuration", "messages", "DeviceConfigurationProto"),
  ],
  GraphProto: [
    field(1, "node", "messages", "NodeProto"),
    field(2, "name", "text"),
    field(5, "initializer", "messages", "TensorProto"),
    field(10, "doc_string", "prose"),
    field(11, "input", "messages", "ValueInfoProto"),
    field(12, "output", "messages", "ValueInfoProto"),
    field(13, "value_info", "messages", "ValueInfoProto"),
    field(14, "quantization_annotation", "messages", "TensorAnnotation"),
    field(15, "sparse_initializer", "messages", "SparseTensorProto"),
    metadata(16),
  ],
  NodeProto: [
    field(1, "input", "texts"),
    field(2, "output", "texts"),
    field(3, "name", "text"),
    field(4, "op_type", "text"),
    field(5, "attribute", "messages", "AttributeProto"),
    field(6, "doc_string", "prose"),
    field(7, "domain", "text"),
    newer(8, "overload", "text"),
    metadata(9),
    newer(10, "device_configurations", "messages", "NodeDeviceConfigurationProto"),
  ],
  AttributeProto: [
    field(1, "name", "text"),
    field(2, "f", "float"),
    field(3, "i", "int"),
    field(4, "s", "blob"),
    field(5, "t", "message", "TensorProto"),
    field(6, "g", "message", "GraphProto"),
    field(7, "floats", "floats"),
    field(8, "ints", "ints"),
    field(9, "strings", "blobs"),
    field(10, "tensors", "messages", "TensorProto"),
    field(11, "graphs", "messages", "GraphProto"),
    field(13, "doc_string", "prose"),
    field(14, "tp", "message", "TypeProto"),
    field(15, "type_protos", "messages", "TypeProto"),
    field(20, "type", "int"),
    field(21, "ref_attr_name", "text"),
    field(22, "sparse_tensor", "message", "SparseTensorProto"),
    field(23, "sparse_tensors", "messages", "SparseTensorProto"),
  ],
  TensorProto: [
    field(1, "dims", "sizes"),
    field(2, "data_type", "dtype"),
    field(3, "segment", "message", "Segment"),
    field(4, "float_data", "floats"),
    field(5, "int32_data", "ints"),
    field(6, "string_data", "blobs"),
    field(7, "int64_data", "ints"),
    field(8, "name", "text"),
    field(9, "raw_data", "blob"),
    field(10, "double_data", "doubles"),
    field(11, "uint64_data", "ints"),
    field(12, "doc_string", "prose"),
    field(13, "external_data", "messages", "StringStringEntryProto"),
    field(14, "data_location", "int"),
    metadata(16),
  ],
  SparseTensorProto: [
    field(1, "values", "message", "TensorProto"),
    field(2, "indices", "message", "TensorProto"),
    field(3, "dims", "sizes"),
  ],
  ValueInfoProto: [
    field(1, "name", "text"),
    field(2, "type", "message", "TypeProto"),
    field(3, "doc_string", "prose"),
    metadata(4),
  ],
  TypeProto: [
    field(1, "tensor_type", "message", "TensorTypeProto"),
    field(4, "sequence_type", "message", "ElementTypeProto"),
    field(5, "map_type", "message", "MapTypeProto"),
    field(6, "denotation", "text"),
    newer(7, "opaque_type", "message", "OpaqueTypeProto"),
    field(8, "sparse_tensor_type", "message", "TensorTypeProto"),
    field(9, "optional_type", "message", "ElementTypeProto"),
  ],
  // TypeProto.Tensor and TypeProto.SparseTensor have the same fields, as have Sequence and Optional.
  TensorTypeProto: [field(1, "elem_type", "int"), field(2, "shape", "message", "TensorShapeProto")],
  ElementTypeProto: [field(1, "elem_type", "message", "TypeProto")],
  MapTypeProto: [field(1, "key_type", "int"), field(2, "value_type", "message", "TypeProto")],
  OpaqueTypeProto: [field(1, "domain", "text"), field(2, "name", "text")],
  TensorShapeProto: [field(1, "dim", "messages", "DimensionProto")],
  DimensionProto: [field(1, "dim_value", "int"), field(2, "dim_param", "text"), field(3, "denotation", "text")],
  FunctionProto: [
    field(1, "name", "text"),
    field(4, "input", "texts"),
    field(5, "output", "texts"),
    field(6, "attribute", "texts"),
    field(7, "node", "messages", "NodeProto"),
    field(8, "doc_string", "prose"),
    field(9, "opset_import", "messages", "OperatorSetIdProto"),
    field(10, "domain", "text"),
    newer(11, "attribute_proto", "messages", "AttributeProto"),
    newer(12, "value_info", "messages", "ValueInfoProto"),
    newer(13, "overload", "text"),
    metadata(14),
  ],
  TrainingInfoProto: [
    field(1, "initialization", "message", "GraphProto"),
    field(2, "algorithm", "message", "GraphProto"),
    field(3, "initialization_binding", "messages", "StringStringEntryProto"),
    field(4, "update_binding", "messages", "StringStringEntryProto"),
  ],
  TensorAnnotation: [
    field(1, "tensor_name", "text"),
    field(2, "quant_parameter_tensor_names", "messages", "StringStringEntryProto"),
  ],
  OperatorSetIdProto: [field(1, "domain", "text"), field(2, "version", "int")],
  StringStringEntryProto: [field(1, "key", "text"), field(2, "value", "prose")],
  Segment: [field(1, "begin", "int"), field(2, "end", "int")],
  DeviceConfigurationProto: [field(1, "name", "text"), field(2, "num_devices", "int"), field(3, "device", "texts")],
  NodeDeviceConfigurationProto: [
    field(1, "configuration_id", "text"),
    field(2, "sharding_spec", "messages", "ShardingSpecProto"),
    field(3, "pipeline_stage", "int"),
  ],
  ShardingSpecProto: [
    field(1, "tensor_name", "text"),
    field(2, "device", "ints"),
    field(3, "index_to_device_group_map", "messages", "IntIntListEntryProto"),
    field(4, "sharded_dim", "messages", "ShardedDimProto"),
  ],
  IntIntListEntryProto: [field(1, "key", "int"), field(2, "value", "ints")],
  ShardedDimProto: [field(1, "axis", "int"), field(2, "simple_sharding", "messages", "SimpleShardedDimProto")],
  SimpleShardedDimProto: [field(1, "dim_value", "int"), field(2, "dim_param", "text"), field(3, "num_shards", "int")],
} as const satisfies Record<string, readonly Field[]>;

export type MessageName = keyof typeof messages;

/** The number of a field by its name. Throws when the schema has no such field, which is a fault of the caller. */
export function fieldNumber(message: MessageName, name: string): number {
  const fields: readonly Field[] = messages[message];
  const found = fields.find((field) => field.name === name);
  if (found === undefined) throw new Error(`${message} has no field ${name}`);
  return found.number;
}
