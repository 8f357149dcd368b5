/** The same bytes read as another element type. */
import { allocateElements, dtypes, type ElementArray, type RunTensor } from "../../tensor/index.js";
import { inputOf, outputOf } from "../reference-data.js";
import type { ReferenceKernel } from "../reference-kernel.js";

/** The bytes of elements that are kept as they are; throws for types that are kept as other numbers. */
function bytesOf({ dtype, data }: Pick<RunTensor, "dtype" | "data">): Exclude<ElementArray, string[]> {
  if (Array.isArray(data) || 8 * data.BYTES_PER_ELEMENT !== dtypes[dtype].bits) {
    throw new RangeError(`the bits of ${dtype} are not kept`);
  }
  return data;
}

export const bitCastReference: ReferenceKernel = (call) => {
  const { dtype, shape } = outputOf(call);
  const from = bytesOf(inputOf(call, 0));
  const data = allocateElements(dtype, from.length);
  const to = bytesOf({ dtype, data });
  new Uint8Array(to.buffer).set(new Uint8Array(from.buffer, from.byteOffset, from.byteLength));
  return [{ dtype, shape, data }];
};
