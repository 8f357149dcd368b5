/** Turns what the file says (tensors, attributes, declared types) into the graph's values and types. */
import type { Dim, Scope } from "../../dim/index.js";
import type { AttributeValue, DeclaredTensor, StoredElements } from "../../graph/index.js";
import type { DType, KnownValue, Scalar, TensorType } from "../../tensor/index.js";
import { rawBytesOf } from "../elements.js";
import type { DeclaredType, Element, Integer, ModelAttribute, ModelTensor } from "../model.js";

/** The element type of a tensor; one that ONNX does not have was reported when the file was read. */
export function dtypeOf({ dtype }: ModelTensor): DType {
  return dtype ?? "float32";
}

/** The elements of a tensor, where the file was read with them. */
export function knownValueOf(tensor: ModelTensor): KnownValue | undefined {
  const { values, shape } = tensor;
  if (values === null || !values.every(isScalar)) return undefined;
  return { dtype: dtypeOf(tensor), shape, data: values };
}

/** Fields whose bytes are the elements' own, one after another. */
const rawFields: ReadonlySet<string> = new Set(["raw_data", "float_data", "double_data"]);

/** Where the elements of a tensor are; undefined where they cannot be had as they are. */
export function storedOf({ values, storage, dtype, elements }: ModelTensor): StoredElements | undefined {
  if (values !== null) return values.every(isScalar) ? { kind: "memory", data: values } : undefined;
  if (storage.kind === "file") {
    const { field, offset, bytes } = storage;
    return offset !== null && rawFields.has(field) ? { kind: "file", offset, bytes } : undefined;
  }
  if (storage.kind !== "external") return undefined;
  const bytes = rawBytesOf(dtype ?? "float32", elements);
  return bytes === null ? undefined : { kind: "file", location: storage.location, offset: storage.offset, bytes };
}

function isScalar(element: Element): element is Exclude<Element, Uint8Array | readonly [number, number]> {
  return typeof element !== "object";
}

/** A whole number as an attribute holds it; "to the end" (2^63 - 1) and the like keep their sign and are huge. */
function wholeOf(value: Integer): number {
  if (typeof value === "number") return value;
  return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}

/** The value of an attribute that is no graph; undefined for types that no operator's rule reads. */
export function attributeValueOf(attribute: ModelAttribute): AttributeValue | undefined {
  if (!("value" in attribute)) return undefined;
  switch (attribute.type) {
    case "float":
    case "floats":
      return attribute.value;
    case "int":
      return wholeOf(attribute.value);
    case "ints":
      return attribute.value.map(wholeOf);
    case "string":
      return textOf(attribute.value);
    case "strings":
      return attribute.value.map(textOf);
    case "tensor":
      return knownValueOf(attribute.value);
    case "type_proto":
      return typeOfDeclared(attribute.value);
    default:
      return undefined;
  }
}

/** A type that stands in an attribute: a tensor's, with sizes that are plain numbers, or that of a sequence of them. */
function typeOfDeclared(declared: DeclaredType): TensorType | undefined {
  if (declared.kind === "sequence") {
    const element = declared.element === null ? undefined : typeOfDeclared(declared.element);
    return element && { dtype: element.dtype, shape: null, container: { kind: "sequence", element, length: null } };
  }
  if (declared.kind !== "tensor" || declared.dtype === null) return undefined;
  const sizes = declared.shape?.filter((size) => typeof size === "number");
  return { dtype: declared.dtype, shape: sizes?.length === declared.shape?.length ? (sizes ?? null) : null };
}

function textOf(value: string | Uint8Array): string {
  return typeof value === "string" ? value : new TextDecoder("latin1").decode(value);
}

/** What a Constant node holds: element type and shape, and its elements where they were read. */
export interface Literal {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly value: KnownValue | undefined;
  /** The tensor of the file, where it is one. */
  readonly source?: ModelTensor;
  readonly stored?: StoredElements | undefined;
}

/** The tensor that the attribute of a Constant node gives; undefined for one that gives none. */
export function literalOf(attribute: ModelAttribute): Literal | undefined {
  if (!("value" in attribute)) return undefined;
  switch (attribute.type) {
    case "tensor": {
      const { value } = attribute;
      return {
        dtype: dtypeOf(value),
        shape: value.shape,
        value: knownValueOf(value),
        stored: storedOf(value),
        source: value,
      };
    }
    case "sparse_tensor":
      return { dtype: dtypeOf(attribute.value.values), shape: attribute.value.shape, value: undefined };
    case "float":
      return literal("float32", [], [Math.fround(attribute.value)]);
    case "floats":
      return literal("float32", [attribute.value.length], attribute.value.map(Math.fround));
    case "int":
      return literal("int64", [], [attribute.value]);
    case "ints":
      return literal("int64", [attribute.value.length], attribute.value);
    case "string":
      return literal("string", [], [textOf(attribute.value)]);
    case "strings":
      return literal("string", [attribute.value.length], attribute.value.map(textOf));
    default:
      return undefined;
  }
}

function literal(dtype: DType, shape: readonly number[], data: readonly Scalar[]): Literal {
  return { dtype, shape, value: { dtype, shape, data } };
}

/** Names such as `unk__7` that shape inference invents: two of them say nothing about each other. */
const isInvented = (name: string): boolean => name === "" || name.startsWith("?") || /^unk__\d+$/.test(name);

/** A symbol for a size that an input leaves open, named as the file names it or after its place. */
function sizeOfInput(scope: Scope, input: string, axis: number, size: number | string | null): Dim {
  if (typeof size === "number" && size >= 0) return size;
  if (typeof size === "string" && !isInvented(size)) return scope.symbol(size);
  return scope.symbol(`${input}.${axis}`);
}

/** The type of a graph's input; a shape that is not declared is unknown. Tensors within containers have open sizes. */
export function inputTypeOf(scope: Scope, input: string, declared: DeclaredType | null): TensorType {
  switch (declared?.kind) {
    case "tensor":
    case "sparse": {
      const { dtype, shape } = declared;
      const sizes = shape?.map((size, axis) => sizeOfInput(scope, input, axis, size)) ?? null;
      return { dtype: dtype ?? "float32", shape: sizes };
    }
    case "sequence": {
      const element = inputTypeOf(scope, `${input}[]`, declared.element);
      const length = scope.symbol(`${input}.length`, { min: 0 });
      return { dtype: element.dtype, shape: null, container: { kind: "sequence", element, length } };
    }
    case "optional": {
      const element = inputTypeOf(scope, input, declared.element);
      return { dtype: element.dtype, shape: null, container: { kind: "optional", element } };
    }
    case "map": {
      const element = inputTypeOf(scope, `${input}[]`, declared.value);
      const container = { kind: "map" as const, key: declared.key ?? "int64", element };
      return { dtype: element.dtype, shape: null, container };
    }
    default:
      return { dtype: "float32", shape: null };
  }
}

/**
 * What the file says of a value inside: numbers, and symbols that its inputs have. Other names say nothing, because
 * exporters and shape inference invent them.
 */
export function declaredTensorOf(
  declared: DeclaredType | null,
  symbols: ReadonlyMap<string, Dim>,
): DeclaredTensor | undefined {
  if (declared?.kind !== "tensor") return undefined;
  const { dtype, shape } = declared;
  if (dtype === null && shape === null) return undefined;
  const sizeOf = (size: number | string | null): Dim | null => {
    if (typeof size === "number") return size >= 0 ? size : null;
    return size === null ? null : (symbols.get(size) ?? null);
  };
  if (shape === null) return { dtype, shape };
  const own = shape.map((size) => (typeof size === "string" && !symbols.has(size) && !isInvented(size) ? size : null));
  return { dtype, shape: shape.map(sizeOf), ...(own.some((symbol) => symbol !== null) && { symbols: own }) };
}
