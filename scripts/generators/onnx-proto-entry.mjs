// What esbuild bundles into src/onnx/codec/onnx-proto.js: onnx-proto's messages, and the reader and writer they run on.
import { onnx } from "onnx-proto";
import { Reader, Writer } from "protobufjs/minimal.js";

export const {
  AttributeProto,
  FunctionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  StringStringEntryProto,
  TensorProto,
  TypeProto,
  ValueInfoProto,
} = onnx;
export { Reader, Writer };
