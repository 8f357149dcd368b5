// The types of the generated onnx-proto.js: protobuf messages as onnx-proto decodes them from an ExactReader.

/** A 64-bit integer as ExactReader gives it: a bigint beyond 2^53 - 1. */
export type Integer = number | bigint;

/** protobufjs's reader; the methods named here are those that ExactReader overrides or uses. */
export class Reader {
  constructor(buffer: Uint8Array);
  buf: Uint8Array;
  pos: number;
  len: number;
  uint32(): number;
  string(): string;
  int64(): Integer;
  uint64(): Integer;
}

/** protobufjs's writer, as a message's `encode` returns it. */
export class Writer {
  finish(): Uint8Array;
}

/** What every message class offers. A field that is absent reads as `""`, 0, null or an empty list. */
interface Message<T> {
  new (properties?: Partial<T>): T;
  decode(reader: Reader, length?: number): T;
  encode(message: T, writer?: Writer): Writer;
}

export interface StringStringEntryProto {
  readonly key: string;
  readonly value: string;
}

export interface OperatorSetIdProto {
  readonly domain: string;
  readonly version: Integer;
}

export interface TensorProto {
  readonly dims: readonly Integer[];
  readonly dataType: number;
  readonly segment: { readonly begin: Integer; readonly end: Integer } | null;
  readonly floatData: readonly number[];
  readonly int32Data: readonly number[];
  readonly stringData: readonly Uint8Array[];
  readonly int64Data: readonly Integer[];
  readonly name: string;
  readonly docString: string;
  readonly rawData: Uint8Array;
  readonly externalData: readonly StringStringEntryProto[];
  readonly dataLocation: number;
  readonly doubleData: readonly number[];
  readonly uint64Data: readonly Integer[];
}

export interface SparseTensorProto {
  readonly values: TensorProto | null;
  readonly indices: TensorProto | null;
  readonly dims: readonly Integer[];
}

export interface DimensionProto {
  readonly dimValue: Integer | null;
  readonly dimParam: string | null;
  readonly denotation: string;
}

export interface TensorTypeProto {
  readonly elemType: number;
  readonly shape: { readonly dim: readonly DimensionProto[] } | null;
}

export interface TypeProto {
  readonly tensorType: TensorTypeProto | null;
  readonly sparseTensorType: TensorTypeProto | null;
  readonly sequenceType: { readonly elemType: TypeProto | null } | null;
  readonly optionalType: { readonly elemType: TypeProto | null } | null;
  readonly mapType: { readonly keyType: number; readonly valueType: TypeProto | null } | null;
  readonly denotation: string;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: TypeProto | null;
  readonly docString: string;
}

export interface AttributeProto {
  readonly name: string;
  readonly refAttrName: string;
  readonly docString: string;
  readonly type: number;
  readonly f: number;
  readonly i: Integer;
  readonly s: Uint8Array;
  readonly t: TensorProto | null;
  readonly g: GraphProto | null;
  readonly sparseTensor: SparseTensorProto | null;
  readonly tp: TypeProto | null;
  readonly floats: readonly number[];
  readonly ints: readonly Integer[];
  readonly strings: readonly Uint8Array[];
  readonly tensors: readonly TensorProto[];
  readonly graphs: readonly GraphProto[];
  readonly sparseTensors: readonly SparseTensorProto[];
  readonly typeProtos: readonly TypeProto[];
}

export interface NodeProto {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly attribute: readonly AttributeProto[];
  readonly docString: string;
}

export interface TensorAnnotation {
  readonly tensorName: string;
  readonly quantParameterTensorNames: readonly StringStringEntryProto[];
}

export interface GraphProto {
  readonly node: readonly NodeProto[];
  readonly name: string;
  readonly initializer: readonly TensorProto[];
  readonly sparseInitializer: readonly SparseTensorProto[];
  readonly docString: string;
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
  readonly valueInfo: readonly ValueInfoProto[];
  readonly quantizationAnnotation: readonly TensorAnnotation[];
}

export interface FunctionProto {
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly string[];
  readonly node: readonly NodeProto[];
  readonly docString: string;
  readonly opsetImport: readonly OperatorSetIdProto[];
  readonly domain: string;
}

export interface TrainingInfoProto {
  readonly initialization: GraphProto | null;
  readonly algorithm: GraphProto | null;
  readonly initializationBinding: readonly StringStringEntryProto[];
  readonly updateBinding: readonly StringStringEntryProto[];
}

export interface ModelProto {
  readonly irVersion: Integer;
  readonly opsetImport: readonly OperatorSetIdProto[];
  readonly producerName: string;
  readonly producerVersion: string;
  readonly domain: string;
  readonly modelVersion: Integer;
  readonly docString: string;
  readonly graph: GraphProto | null;
  readonly metadataProps: readonly StringStringEntryProto[];
  readonly trainingInfo: readonly TrainingInfoProto[];
  readonly functions: readonly FunctionProto[];
}

export const AttributeProto: Message<AttributeProto>;
export const FunctionProto: Message<FunctionProto>;
export const GraphProto: Message<GraphProto>;
export const ModelProto: Message<ModelProto>;
export const NodeProto: Message<NodeProto>;
export const StringStringEntryProto: Message<StringStringEntryProto>;
export const TensorProto: Message<TensorProto>;
export const TypeProto: Message<TypeProto>;
export const ValueInfoProto: Message<ValueInfoProto>;
