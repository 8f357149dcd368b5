/** How many bytes a tensor takes. */
import { addCount, type Count, countOf, dimOf, floorDiv, mulCount, productCount } from "../dim/index.js";
import { dtypes, type TensorType } from "../tensor/index.js";

/** Bytes of a tensor, elements of less than a byte packed; null where the shape is unknown or elements have no fixed size. */
export function bytesOf({ dtype, shape }: TensorType): Count | null {
  const { bits } = dtypes[dtype];
  if (shape === null || bits === null) return null;
  const elements = productCount(shape);
  if (bits % 8 === 0) return mulCount(elements, BigInt(bits / 8));
  const padded = addCount(mulCount(elements, BigInt(bits)), 7n);
  return typeof padded === "bigint" ? padded / 8n : countOf(floorDiv(dimOf(padded), 8));
}
