/** Gradient of matrix products: the slope times the other factor, summed over stacks that were repeated. */
import { addDotProducts, rowsOf } from "../dot-products.js";
import { broadcastPlace } from "../element-wise.js";
import { type GradientKernel, gradientOf } from "../gradient-kernel.js";
import { elementCount } from "../index-map.js";
import { inputOf, realsOf } from "../reference-data.js";

/** dA = dY·Bᵀ and dB = Aᵀ·dY for each matrix of the stack; a vector is a row on the left and a column on the right. */
export const matMulGradient: GradientKernel = (call) => {
  const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const [rows = 1, inner = 1] = left.slice(-2);
  const columns = right.at(-1) ?? 1;
  const shape = call.outputs[0]?.shape ?? [];
  const dropped = [a, b].filter((factor) => factor.shape.length === 1).length;
  const stack = shape.slice(0, shape.length - 2 + dropped);
  const [leftPlace, rightPlace] = [left, right].map((each) => broadcastPlace(each.slice(0, -2), stack));
  const [x, y, from] = [realsOf(a), realsOf(b), gradientOf(call)];
  const byA = call.wanted[0] === true ? new Float64Array(x.length) : undefined;
  const byB = call.wanted[1] === true ? new Float64Array(y.length) : undefined;
  for (let m = 0; m < elementCount(stack); m++) {
    const at = (leftPlace?.(m) ?? 0) * rows * inner;
    const also = (rightPlace?.(m) ?? 0) * inner * columns;
    const slope = m * rows * columns;
    if (byA !== undefined) {
      addDotProducts(
        { data: byA, at, left: inner, right: 1 },
        { data: from, at: slope, step: columns, count: rows },
        { data: y, at: also, step: columns, count: inner },
        columns,
        call.counter,
      );
    }
    if (byB !== undefined) {
      addDotProducts(
        { data: byB, at: also, left: columns, right: 1 },
        rowsOf(x, { at, row: 1, inner }, inner, rows),
        rowsOf(from, { at: slope, row: 1, inner: columns }, columns, rows),
        rows,
        call.counter,
      );
    }
  }
  return [byA, byB];
};
