/** Brings a matrix into the form that the matrix product reads: the sum's index outermost, rows of whole vectors. */
import { elementCount } from "../index-map.js";
import type { BindingSource, Pass } from "./kernel.js";
import { type Operand, roundUp } from "./matrix-product.js";
import { flatPass } from "./pass.js";
import { broadcastStrides, indexCode, mergeAxes } from "./strides.js";

export interface Matrix {
  readonly source: BindingSource;
  /** Sizes of the stack that it lies in, and of the stack of the result. */
  readonly stack: readonly number[];
  readonly target: readonly number[];
  /** Sizes along the sum and across it, and the strides of both. */
  readonly depth: number;
  readonly size: number;
  readonly strideK: number;
  readonly stride: number;
}

export interface PreparedOperand {
  readonly operand: Operand;
  readonly passes: readonly Pass[];
  /** Elements of the buffer that the passes fill; 0 where the matrix can be read as it is. */
  readonly scratch: number;
}

export function prepareOperand(matrix: Matrix, buffer: BindingSource): PreparedOperand {
  const { source, stack, target, depth, size, strideK, stride } = matrix;
  const [own, wanted] = [elementCount(stack), elementCount(target)];
  const isSimple = own === wanted || own === 1;
  if (isSimple && stride === 1 && strideK === size && size % 4 === 0) {
    return { operand: { source, pitch: size, batchStride: own === 1 ? 0 : depth * size }, passes: [], scratch: 0 };
  }
  const kept = isSimple ? stack : target;
  const pitch = roundUp(size, 4);
  const strides = broadcastStrides(stack, kept).map((step) => step * depth * size);
  const axes = kept.map((length, axis) => ({ size: length, strides: [strides[axis] ?? 0] }));
  const { offsets, uniforms } = indexCode(
    mergeAxes(axes.length > 0 ? axes : [{ size: 1, strides: [0] }]),
    "matrix",
    "stack",
  );
  const count = elementCount([...kept, depth, pitch]);
  const pass = flatPass(
    {
      reads: [{ name: "X", type: "f32", source }],
      writes: [{ name: "Y", type: "f32", source: buffer }],
      uniforms: { ...uniforms, pitch, size, depth, strideK, stride },
    },
    count,
    `let m = i % U.pitch;
  let k = (i / U.pitch) % U.depth;
  let matrix = i / (U.pitch * U.depth);
  var value = 0f;
  if (m < U.size) { value = X[${offsets[0]} + m * U.stride + k * U.strideK]; }
  Y[i] = value;`,
  );
  const batchStride = elementCount(kept) === 1 ? 0 : depth * pitch;
  return { operand: { source: buffer, pitch, batchStride }, passes: [pass], scratch: count };
}
