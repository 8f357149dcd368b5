/** The elements of a weight that a file has, as a tensor that runs. */
import type { StoredElements, Weight } from "../graph/index.js";
import { tensorOfScalars } from "../ops/reference-data.js";
import { allocateElements, dtypes, type RunTensor, type RunType } from "../tensor/index.js";
import { elementsOfBytes } from "./elements.js";

/** The tensor of a weight; `read` gives the bytes that lie in a file, piece by piece. */
export function tensorOfStored(
  { dtype, shape }: Weight,
  stored: StoredElements,
  read: (elements: Extract<StoredElements, { kind: "file" }>) => Iterable<Uint8Array>,
): RunTensor {
  const type = { dtype, shape: shape.filter((size) => typeof size === "number") };
  if (stored.kind === "memory") return tensorOfScalars(type, (i) => stored.data[i]);
  const bytes = new Uint8Array(stored.bytes);
  let at = 0;
  for (const piece of read(stored)) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return ofBytes(type, bytes);
}

function ofBytes(type: RunType, bytes: Uint8Array): RunTensor {
  const { bits, kind } = dtypes[type.dtype];
  const count = type.shape.reduce((product, size) => product * size, 1);
  const data = allocateElements(type.dtype, count);
  if (!Array.isArray(data) && 8 * data.BYTES_PER_ELEMENT === bits && kind !== "bool") {
    new Uint8Array(data.buffer).set(bytes);
    return { ...type, data };
  }
  const elements = elementsOfBytes(type.dtype, bytes, count);
  return tensorOfScalars(type, (i) => {
    const element = elements[i];
    return typeof element === "object" ? undefined : element;
  });
}
