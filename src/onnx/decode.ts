/** From the walked bytes of a file to plain data: the only file that calls the protobuf codec. */
import { type Diagnostic, diagnose, type Result, resultOf } from "../diagnostic.js";
import { ExactReader } from "./codec/exact-reader.js";
import { AttributeProto, ModelProto, StringStringEntryProto, TensorProto, ValueInfoProto } from "./codec/onnx-proto.js";
import type { Model, ModelTensor } from "./model.js";
import { ModelDecoding, type NewerMessages } from "./model-decoding.js";
import { decodeTensor } from "./tensor-decoding.js";
import type { WireWalk } from "./wire.js";

const newerMessages: NewerMessages = {
  attribute: (bytes) => AttributeProto.decode(new ExactReader(bytes)),
  valueInfo: (bytes) => ValueInfoProto.decode(new ExactReader(bytes)),
  entry: (bytes) => StringStringEntryProto.decode(new ExactReader(bytes)),
};

/** Runs the codec over the walked bytes, and `make` over the message it gives. */
function decodeWith<M, T>(
  walk: WireWalk,
  codec: { decode(reader: ExactReader): M },
  make: (message: M, decoding: ModelDecoding) => T | undefined,
): Result<T> {
  const diagnostics: Diagnostic[] = [...walk.findings.diagnostics];
  if (walk.findings.failed) return { ok: false, diagnostics };
  const reader = new ExactReader(walk.bytes);
  let message: M;
  try {
    message = codec.decode(reader);
  } catch (error) {
    // The walk has checked all that the codec relies on; this is for what it may have missed.
    const reason = error instanceof Error ? error.message : String(error);
    diagnostics.push(diagnose("onnx/malformed", { where: "the file", offset: String(reader.pos), reason }));
    return { ok: false, diagnostics };
  }
  if (reader.firstBadText !== undefined) {
    diagnostics.push(diagnose("onnx/not-utf8", { what: JSON.stringify(reader.firstBadText) }));
  }
  const decoding = new ModelDecoding(walk.bytes, newerMessages);
  const value = make(message, decoding);
  diagnostics.push(...decoding.finish());
  return value === undefined ? { ok: false, diagnostics } : resultOf(value, diagnostics);
}

/** The model in a walked file of `bytes` bytes. */
export function decodeWalkedModel(walk: WireWalk, bytes: number): Result<Model> {
  const size = { bytes, keptBytes: walk.bytes.length };
  return decodeWith(walk, ModelProto, (message, decoding) => decoding.model(message, walk.notes, size));
}

/** The tensor in a walked file that holds one TensorProto, such as the data of a test. */
export function decodeWalkedTensor(walk: WireWalk): Result<ModelTensor> {
  return decodeWith(walk, TensorProto, (message, decoding) => decodeTensor(message, walk.notes, decoding));
}
