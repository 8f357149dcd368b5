/** The elements of a tensor of a file, read when they are asked for. */
import { tensorOfScalars } from "../ops/reference-data.js";
import { allocateElements, dtypes, type RunTensor } from "../tensor/index.js";
import { elementsOfBytes, rawBytesOf } from "./elements.js";
import type { Element, ModelTensor } from "./model.js";

/** Reads bytes of the model's own file, or of a data file beside it; throws where there are none. */
export type ReadBytes = (location: string | undefined, offset: number, length: number) => Uint8Array;

/** Typed fields whose entries are the elements' own little-endian bytes. */
const plainFields: Readonly<Record<string, string>> = { float_data: "float32", double_data: "float64" };

/** The tensor with its elements, or why they cannot be had. */
export function readElements(tensor: ModelTensor, read: ReadBytes): RunTensor | string {
  const { dtype, shape, elements, values, storage } = tensor;
  if (dtype === null) return "its element type is not known";
  if (values !== null) return ofElements({ dtype, shape }, values);
  const bytes = rawBytesOf(dtype, elements);
  if (bytes === null) return "its strings were left in the file";
  try {
    if (storage.kind === "external") {
      return ofBytes({ dtype, shape }, read(storage.location, storage.offset, bytes), elements);
    }
    if (storage.kind === "file" && storage.offset !== null) {
      const isPlain = storage.field === "raw_data" || plainFields[storage.field] === dtype;
      if (isPlain) return ofBytes({ dtype, shape }, read(undefined, storage.offset, bytes), elements);
    }
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
  return "its elements lie in the file in a form that is not read";
}

function ofBytes(type: Pick<RunTensor, "dtype" | "shape">, bytes: Uint8Array, count: number): RunTensor {
  const { bits, kind } = dtypes[type.dtype];
  const data = allocateElements(type.dtype, count);
  const isPlain = !Array.isArray(data) && 8 * data.BYTES_PER_ELEMENT === bits && kind !== "bool";
  if (!isPlain) return ofElements(type, elementsOfBytes(type.dtype, bytes, count));
  new Uint8Array(data.buffer).set(bytes);
  return { ...type, data };
}

function ofElements(type: Pick<RunTensor, "dtype" | "shape">, values: readonly Element[]): RunTensor {
  return tensorOfScalars(type, (i) => {
    const element = values[i];
    return typeof element === "object" ? undefined : element;
  });
}
