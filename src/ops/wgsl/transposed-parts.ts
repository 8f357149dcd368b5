/** A great weight turned so that the sum's index is outermost, in parts that each fit one binding. */
import type { Packing } from "./kernel.js";
import { roundUp } from "./matrix-product.js";

export interface WeightPart {
  readonly packing: Packing;
  /** Rows of the sum that it holds. */
  readonly from: number;
  readonly to: number;
  /** Elements of a row. */
  readonly pitch: number;
}

/** Elements that are read and written together, so that both sides of the turn stay in the processor's cache. */
const block = 32;

/**
 * Parts [k][columns] of a matrix whose element (k, column) lies at k·strideK + column·strideColumn of input `input`.
 * Rows are filled up with zeros to whole vectors.
 */
export function transposedParts(
  input: number,
  { depth, columns, strideK, strideColumn }: { depth: number; columns: number; strideK: number; strideColumn: number },
  mostBytes: number,
): readonly WeightPart[] {
  const pitch = roundUp(columns, 4);
  const most = Math.max(1, Math.floor(mostBytes / (4 * pitch)));
  const count = Math.max(1, Math.ceil(depth / most));
  return Array.from({ length: count }, (_, part) => {
    const from = part * most;
    const to = Math.min(depth, from + most);
    const pack = ([weight = new Float32Array(0)]: readonly Float32Array[]): Float32Array => {
      const packed = new Float32Array((to - from) * pitch);
      for (let k0 = from; k0 < to; k0 += block) {
        for (let column0 = 0; column0 < columns; column0 += block) {
          const [kEnd, columnEnd] = [Math.min(k0 + block, to), Math.min(column0 + block, columns)];
          for (let column = column0; column < columnEnd; column++) {
            for (let k = k0; k < kEnd; k++) {
              packed[(k - from) * pitch + column] = weight[k * strideK + column * strideColumn] ?? 0;
            }
          }
        }
      }
      return packed;
    };
    return { packing: { inputs: [input], length: (to - from) * pitch, pack }, from, to, pitch };
  });
}
