/** An ONNX file as plain data, close to the file: what it says, before anything is checked or inferred. */
import type { DType } from "../tensor/index.js";

/** A 64-bit integer: a bigint beyond 2^53 - 1. */
export type Integer = number | bigint;

/** A complex number: real part, imaginary part. */
export type Complex = readonly [re: number, im: number];

/** One element of a tensor by its dtype; bytes stand for a string that is no UTF-8. */
export type Element = number | bigint | boolean | string | Complex | Uint8Array;

/** One size of a declared shape: a number (as the file has it, so perhaps negative), a name, or nothing said. */
export type DeclaredSize = number | string | null;

/** A declared type. `null` stands for what the file leaves open: an element type, a shape, a type within a type. */
export type DeclaredType =
  | {
      readonly kind: "tensor" | "sparse";
      readonly dtype: DType | null;
      readonly shape: readonly DeclaredSize[] | null;
      /** What the axes mean (`DATA_BATCH`, ...), `""` where nothing is said; only when something is. */
      readonly denotations?: readonly string[];
    }
  | { readonly kind: "sequence" | "optional"; readonly element: DeclaredType | null }
  | { readonly kind: "map"; readonly key: DType | null; readonly value: DeclaredType | null }
  | { readonly kind: "opaque"; readonly domain: string; readonly name: string };

/** Where the elements of a tensor are. */
export type Storage =
  /** All of them in {@link ModelTensor.values}. */
  | { readonly kind: "values" }
  /** Left in the file: `bytes` bytes of the field `field` from `offset`; `null` when they lie in several places. */
  | { readonly kind: "file"; readonly field: string; readonly offset: number | null; readonly bytes: number }
  /** In another file; `location` is a relative path that stays in the folder of the model. */
  | {
      readonly kind: "external";
      readonly location: string;
      readonly offset: number;
      /** `null`: to the end of the file. */
      readonly length: number | null;
      readonly checksum?: string;
    }
  /** Nowhere, because the file is wrong; a finding says why. */
  | { readonly kind: "invalid" };

/** Names and texts that belong to a part of the model. */
interface Described {
  readonly docString?: string;
  readonly metadata?: ReadonlyMap<string, string>;
}

export interface ModelTensor extends Described {
  readonly name: string;
  /** `null` for an element type that ONNX does not define; a finding says which. */
  readonly dtype: DType | null;
  readonly shape: readonly number[];
  /** The product of the shape. */
  readonly elements: number;
  /** In C order; `null` when they were left out of memory. */
  readonly values: readonly Element[] | null;
  readonly storage: Storage;
}

/** `values` of the elements that are not 0, at `indices`: linear (rank 1) or by axis (rank 2). */
export interface ModelSparseTensor {
  readonly values: ModelTensor;
  readonly indices: ModelTensor;
  readonly shape: readonly number[];
}

/** An attribute value by the attribute's type. */
interface AttributeValues {
  readonly float: number;
  readonly int: Integer;
  /** Bytes when it is no UTF-8. */
  readonly string: string | Uint8Array;
  readonly tensor: ModelTensor;
  readonly graph: ModelGraph;
  readonly sparse_tensor: ModelSparseTensor;
  readonly type_proto: DeclaredType;
  readonly floats: readonly number[];
  readonly ints: readonly Integer[];
  readonly strings: readonly (string | Uint8Array)[];
  readonly tensors: readonly ModelTensor[];
  readonly graphs: readonly ModelGraph[];
  readonly sparse_tensors: readonly ModelSparseTensor[];
  readonly type_protos: readonly DeclaredType[];
}

export type AttributeType = keyof AttributeValues;

/** An attribute: a value, a reference to an attribute of the enclosing function, or a value too long to be kept. */
export type ModelAttribute = { readonly name: string; readonly docString?: string } & (
  | { readonly [T in AttributeType]: { readonly type: T; readonly value: AttributeValues[T] } }[AttributeType]
  | { readonly type: AttributeType; readonly reference: string }
  | { readonly type: AttributeType; readonly leftOut: { readonly bytes: number; readonly elements: number | null } }
);

export interface ModelNode extends Described {
  readonly name: string;
  readonly op: string;
  /** `""` for ONNX's own operators, as the file has it (`ai.onnx` is not rewritten). */
  readonly domain: string;
  /** Which overload of a model-local function is meant; `""` for the only one. */
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly ModelAttribute[];
}

/** A name with its declared type; `null` when none is declared. */
export interface ModelValue extends Described {
  readonly name: string;
  readonly type: DeclaredType | null;
}

export interface ModelGraph extends Described {
  readonly name: string;
  /** In the order of the file. */
  readonly nodes: readonly ModelNode[];
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  readonly valueInfo: readonly ModelValue[];
  readonly initializers: readonly ModelTensor[];
  readonly sparseInitializers: readonly ModelSparseTensor[];
  /** Per quantised tensor, the names of its `SCALE_TENSOR`, `ZERO_POINT_TENSOR`, ... */
  readonly quantisation: readonly { readonly tensor: string; readonly parameters: ReadonlyMap<string, string> }[];
}

export interface OpsetImport {
  readonly domain: string;
  readonly version: number;
}

/** A model-local function. */
export interface ModelFunction extends Described {
  readonly domain: string;
  readonly name: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Names of the attributes without a default. */
  readonly attributes: readonly string[];
  /** Attributes with their defaults. */
  readonly defaults: readonly ModelAttribute[];
  readonly nodes: readonly ModelNode[];
  readonly valueInfo: readonly ModelValue[];
  readonly opsetImports: readonly OpsetImport[];
}

export interface TrainingInfo {
  readonly initialization: ModelGraph | null;
  readonly algorithm: ModelGraph | null;
  readonly initializationBinding: ReadonlyMap<string, string>;
  readonly updateBinding: ReadonlyMap<string, string>;
}

export interface Model extends Described {
  readonly irVersion: number;
  readonly opsetImports: readonly OpsetImport[];
  readonly producer: { readonly name: string; readonly version: string };
  readonly domain: string;
  readonly modelVersion: Integer;
  readonly graph: ModelGraph;
  readonly functions: readonly ModelFunction[];
  readonly trainingInfo: readonly TrainingInfo[];
  /** The size of the file, and how much of it had to be kept in memory. */
  readonly size: { readonly bytes: number; readonly keptBytes: number };
}
