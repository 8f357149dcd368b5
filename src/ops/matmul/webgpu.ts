/** Products of matrices, or of stacks of them, in WGSL. */
import { elementCount } from "../index-map.js";
import { type EpilogueCode, epilogueCode } from "../wgsl/epilogue.js";
import type { Absent, BindingSource, Kernel, KernelContext, MakeKernel } from "../wgsl/kernel.js";
import { matrixProduct, vectorProduct } from "../wgsl/matrix-product.js";
import { inputAt } from "../wgsl/node.js";
import { prepareOperand } from "../wgsl/operand.js";
import { floatOnly, uncomputable } from "../wgsl/storage.js";
import { transposedParts } from "../wgsl/transposed-parts.js";

/** Up to this many rows the weight's way through memory decides, and each row is computed by itself. */
const fewRows = 4;

export interface ProductShape {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** Sizes of the stacks that the left and right matrices lie in, and that of the result. */
  readonly leftStack: readonly number[];
  readonly rightStack: readonly number[];
  readonly stack: readonly number[];
  /** Whether the matrices lie in memory with the sum's index first (left) and last (right). */
  readonly transposeLeft: boolean;
  readonly transposeRight: boolean;
  /** Addend of each column. */
  readonly bias?: BindingSource;
  readonly factor?: string;
}

/** The kernel of inputs 0 and 1; Gemm's are the plain case of MatMul's. */
export function productKernel(context: KernelContext, shape: ProductShape): Kernel | Absent {
  const { rows, columns, depth, transposeLeft, transposeRight } = shape;
  const epilogueAfter = (packings: number) => epilogueCode(context, shape.bias, columns, packings);
  const isFlat = elementCount(shape.rightStack) === 1 && !transposeLeft;
  const allRows = rows * elementCount(shape.leftStack);
  if (isFlat && inputAt(context, 1).isConstant && allRows <= fewRows) {
    const [strideK, strideColumn] = transposeRight ? [1, depth] : [columns, 1];
    const parts = transposedParts(1, { depth, columns, strideK, strideColumn }, context.mostBindingBytes);
    const epilogue = epilogueAfter(parts.length);
    if ("absent" in epilogue) return epilogue;
    const passes = vectorProduct({
      left: { input: 0 },
      parts: parts.map(({ from, to }, i) => ({ source: { packing: i }, from, to })),
      pitch: parts[0]?.pitch ?? 4,
      output: { output: 0 },
      rows: allRows,
      columns,
      depth,
      epilogue,
      factor: shape.factor ?? "",
    });
    const packings = [...parts.map(({ packing }) => packing), ...epilogue.packings];
    return { passes, scratch: [], packings, bound: epilogue.bound(depth) };
  }
  const epilogue = epilogueAfter(0);
  return "absent" in epilogue ? epilogue : tiled(shape, epilogue, isFlat);
}

/** A stack times one matrix is one tall matrix times it. */
function tiled(shape: ProductShape, epilogue: EpilogueCode, isFlat: boolean): Kernel {
  const { columns, depth, transposeLeft, transposeRight } = shape;
  const rows = isFlat ? shape.rows * elementCount(shape.leftStack) : shape.rows;
  const [leftStack, stack] = isFlat ? [[], []] : [shape.leftStack, shape.stack];
  const rightStack = isFlat ? [] : shape.rightStack;
  const left = prepareOperand(
    {
      source: { input: 0 },
      stack: leftStack,
      target: stack,
      depth,
      size: rows,
      strideK: transposeLeft ? rows : 1,
      stride: transposeLeft ? 1 : depth,
    },
    { scratch: 0 },
  );
  const right = prepareOperand(
    {
      source: { input: 1 },
      stack: rightStack,
      target: stack,
      depth,
      size: columns,
      strideK: transposeRight ? 1 : columns,
      stride: transposeRight ? depth : 1,
    },
    { scratch: left.scratch > 0 ? 1 : 0 },
  );
  const product = matrixProduct({
    left: left.operand,
    right: right.operand,
    output: { output: 0 },
    rows,
    columns,
    depth,
    batch: elementCount(stack),
    epilogue,
    channel: "column",
    factor: shape.factor ?? "",
  });
  return {
    passes: [...left.passes, ...right.passes, product],
    scratch: [left.scratch, right.scratch].filter((elements) => elements > 0),
    packings: epilogue.packings,
    bound: epilogue.bound(depth),
  };
}

export const matMulKernel: MakeKernel = (context) => {
  const refused = uncomputable(context, floatOnly);
  if (refused !== undefined) return refused;
  const [a, b] = [inputAt(context, 0).shape, inputAt(context, 1).shape];
  const [rows = 1, depth = 1] = a.length === 1 ? [1, a[0] ?? 1] : a.slice(-2);
  const columns = b.length === 1 ? 1 : (b.at(-1) ?? 1);
  const [leftStack, rightStack] = [a.slice(0, -2), b.slice(0, -2)];
  const rank = Math.max(leftStack.length, rightStack.length);
  const stack = Array.from({ length: rank }, (_, axis) => {
    const left = leftStack[axis - rank + leftStack.length] ?? 1;
    return left === 1 ? (rightStack[axis - rank + rightStack.length] ?? 1) : left;
  });
  const plain = { transposeLeft: false, transposeRight: false };
  return productKernel(context, { rows, columns, depth, leftStack, rightStack, stack, ...plain });
};
