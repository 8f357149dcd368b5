/** Makes a tensor's plain data from its protobuf message: element type, shape, values or where they are. */
import { type Diagnostic, type DiagnosticContext, diagnose } from "../diagnostic.js";
import { type DType, dtypeNames, dtypes } from "../tensor/index.js";
import type { SparseTensorProto, StringStringEntryProto, TensorProto } from "./codec/onnx-proto.js";
import { elementsOfBytes, elementsOfEntries, entriesOf, rawBytesOf, typedFieldOf } from "./elements.js";
import { readExternal } from "./external-data.js";
import type { Element, Integer, ModelSparseTensor, ModelTensor, Storage } from "./model.js";
import type { LeftOut, Notes } from "./notes.js";
import { fieldNumber } from "./schema.js";

/** What the decoding of a part needs from the whole. */
export interface Decoding {
  report(finding: Diagnostic): void;
  /** The key-value entries in the newer field `field` of a message. */
  entries(notes: Notes, field: number): readonly StringStringEntryProto[];
}

const dtypeByNumber: readonly (DType | undefined)[] = dtypeNames.reduce<(DType | undefined)[]>((list, name) => {
  list[dtypes[name].onnx] = name;
  return list;
}, []);

/** The dtype of an ONNX number; `null` for 0 (nothing said) and, with a finding, for a number that ONNX does not have. */
export function dtypeOf(number: number, decoding: Pick<Decoding, "report">): DType | null {
  const dtype = dtypeByNumber[number];
  if (dtype !== undefined) return dtype;
  if (number !== 0) decoding.report(diagnose("onnx/unknown-element-type", { number: String(number) }));
  return null;
}

export function mapOf(entries: readonly StringStringEntryProto[]): ReadonlyMap<string, string> {
  return new Map(entries.map(({ key, value }) => [key, value]));
}

/** The text, or the bytes themselves where they are no UTF-8. */
export function textOf(bytes: Uint8Array): string | Uint8Array {
  if (bytes.length <= mostAsciiBytes && bytes.every(isAscii)) return String.fromCharCode(...bytes);
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.slice();
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const mostAsciiBytes = 64;
const isAscii = (byte: number): boolean => byte < 128;

/** The product of a tensor's sizes, or why there is none. */
function countElements(dims: readonly Integer[]): number | string {
  let elements = 1;
  for (const size of dims) {
    if (size < 0) return "a size is negative";
    if (typeof size === "bigint") return "a size is beyond 2^53 - 1";
    elements *= size;
  }
  // A size of 0 makes even an overflowing product 0, as NaN or 0.
  if (dims.includes(0)) return 0;
  return Number.isSafeInteger(elements) ? elements : "the number of elements is beyond 2^53 - 1";
}

/** Documentation and metadata of a message, if it has any. */
export function describe(
  docString: string,
  notes: Notes | undefined,
  metadataNumber: number,
  decoding: Decoding,
): { readonly docString?: string; readonly metadata?: ReadonlyMap<string, string> } | undefined {
  const entries = notes === undefined ? [] : decoding.entries(notes, metadataNumber);
  if (docString === "" && entries.length === 0) return undefined;
  return {
    ...(docString === "" ? {} : { docString }),
    ...(entries.length === 0 ? {} : { metadata: mapOf(entries) }),
  };
}

type TypedField = ReturnType<typeof typedFieldOf>;

const typedFields = {
  float_data: (tensor) => tensor.floatData,
  int32_data: (tensor) => tensor.int32Data,
  string_data: (tensor) => tensor.stringData,
  int64_data: (tensor) => tensor.int64Data,
  double_data: (tensor) => tensor.doubleData,
  uint64_data: (tensor) => tensor.uint64Data,
} as const satisfies Record<TypedField, (tensor: TensorProto) => readonly (Integer | Uint8Array)[]>;

const fieldNumbers = new Map<TypedField, number>(
  (Object.keys(typedFields) as TypedField[]).map((name) => [name, fieldNumber("TensorProto", name)]),
);
const rawData = fieldNumber("TensorProto", "raw_data");
const metadataField = fieldNumber("TensorProto", "metadata_props");

interface Stored {
  readonly values: readonly Element[] | null;
  readonly storage: Storage;
}

const nothing: Stored = { values: null, storage: { kind: "invalid" } };
const inMemory = (values: readonly Element[]): Stored => ({ values, storage: { kind: "values" } });
const inFile = (field: string, { bytes, offset }: LeftOut): Stored => ({
  values: null,
  storage: { kind: "file", field, offset, bytes },
});

export function decodeTensor(tensor: TensorProto, notes: Notes | undefined, decoding: Decoding): ModelTensor {
  const { name } = tensor;
  const context: DiagnosticContext = { tensor: name };
  const report = (finding: Diagnostic): void => decoding.report(finding.at(context));
  const counted = countElements(tensor.dims);
  const dtype = dtypeOf(tensor.dataType, { report });
  let stored = nothing;
  if (typeof counted === "string") {
    report(diagnose("onnx/dims", { dims: tensor.dims.join(", "), reason: counted }));
  } else if (dtype !== null) {
    stored = readStored(tensor, dtype, counted, notes, report);
  } else if (tensor.dataType === 0) {
    report(diagnose("onnx/unknown-element-type", { number: "0" }));
  }
  const described = describe(tensor.docString, notes, metadataField, decoding);
  const result = {
    name,
    dtype,
    shape: typeof counted === "string" ? [] : (tensor.dims as readonly number[]),
    elements: typeof counted === "string" ? 0 : counted,
    values: stored.values,
    storage: stored.storage,
  };
  return described === undefined ? result : { ...result, ...described };
}

function readStored(
  tensor: TensorProto,
  dtype: DType,
  count: number,
  notes: Notes | undefined,
  report: (finding: Diagnostic) => void,
): Stored {
  const wrongLength = (expected: number, actual: number, unit: string): Stored => {
    const data = { dtype, dims: tensor.dims.join(", "), expected: String(expected), actual: String(actual), unit };
    report(diagnose("onnx/data-length", data));
    return nothing;
  };
  if (tensor.segment !== null) {
    const { begin, end } = tensor.segment;
    report(diagnose("onnx/data-segment", { begin: String(begin), end: String(end) }));
    return nothing;
  }
  const rawBytes = rawBytesOf(dtype, count);
  if (tensor.dataLocation === 1) {
    const storage = readExternal(tensor.externalData, report);
    if (storage.kind !== "external" || rawBytes === null) return { values: null, storage };
    return storage.length === null || storage.length === rawBytes
      ? { values: null, storage }
      : wrongLength(rawBytes, storage.length, "bytes");
  }
  if (tensor.dataLocation !== 0) {
    report(diagnose("onnx/data-location", { value: String(tensor.dataLocation) }));
    return nothing;
  }
  const field = typedFieldOf(dtype);
  const leftOutRaw = notes?.leftOutOf(rawData);
  if (rawBytes !== null && leftOutRaw !== undefined) {
    return leftOutRaw.bytes === rawBytes
      ? inFile("raw_data", leftOutRaw)
      : wrongLength(rawBytes, leftOutRaw.bytes, "bytes");
  }
  if (rawBytes !== null && tensor.rawData.length > 0) {
    if (tensor.rawData.length !== rawBytes) return wrongLength(rawBytes, tensor.rawData.length, "bytes");
    return inMemory(elementsOfBytes(dtype, tensor.rawData, count));
  }
  const entries = typedFields[field](tensor);
  const needed = entriesOf(dtype, count);
  const leftOut = notes?.leftOutOf(fieldNumbers.get(field) ?? 0);
  if (leftOut !== undefined) {
    if (leftOut.elements === null || leftOut.elements + entries.length === needed) return inFile(field, leftOut);
    return wrongLength(needed, leftOut.elements + entries.length, `entries of ${field}`);
  }
  if (entries.length === needed) {
    if (dtype === "string") return inMemory(tensor.stringData.map(textOf));
    return inMemory(elementsOfEntries(dtype, entries as readonly Integer[], count));
  }
  const others = otherFields(tensor, field, rawBytes === null, notes);
  if (entries.length > 0 || others === "") return wrongLength(needed, entries.length, `entries of ${field}`);
  const expected = rawBytes === null ? field : `raw_data or ${field}`;
  report(diagnose("onnx/data-field", { dtype, fields: others, expected }));
  return nothing;
}

/** The fields in which there is data although it does not belong there. */
function otherFields(tensor: TensorProto, own: TypedField, isRawWrong: boolean, notes: Notes | undefined): string {
  const names: string[] = [];
  for (const [name, number] of fieldNumbers) {
    if (name === own) continue;
    if (typedFields[name](tensor).length > 0 || notes?.leftOutOf(number) !== undefined) names.push(name);
  }
  if (isRawWrong && (tensor.rawData.length > 0 || notes?.leftOutOf(rawData) !== undefined)) names.push("raw_data");
  return names.join(", ");
}

const valuesField = fieldNumber("SparseTensorProto", "values");
const indicesField = fieldNumber("SparseTensorProto", "indices");

/** A sparse tensor; `null`, with a finding, when it lacks its values or indices. */
export function decodeSparseTensor(
  sparse: SparseTensorProto,
  notes: Notes | undefined,
  decoding: Decoding,
): ModelSparseTensor | null {
  const { values, indices, dims } = sparse;
  const counted = countElements(dims);
  const context = { tensor: values?.name ?? "" };
  if (values === null || indices === null || typeof counted === "string") {
    const reason = typeof counted === "string" ? counted : "a sparse tensor needs values and indices";
    decoding.report(diagnose("onnx/dims", { dims: dims.join(", "), reason }, context));
    return null;
  }
  return {
    values: decodeTensor(values, notes?.child(valuesField, 0), decoding),
    indices: decodeTensor(indices, notes?.child(indicesField, 0), decoding),
    shape: dims as readonly number[],
  };
}
