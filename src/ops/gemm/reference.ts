/** Dense layers in plain loops: alpha times a matrix product, plus beta times a bias that broadcasts. */
import { addDotProducts, addSingleSums, rowsOf } from "../dot-products.js";
import { broadcastPlace } from "../element-wise.js";
import { defineKernel, inputOf, outputOf, realsOf, tensorOf } from "../reference-data.js";

export interface GemmAttributes {
  readonly alpha: number;
  readonly beta: number;
  readonly transA: number;
  readonly transB: number;
}

export const gemmReference = defineKernel<GemmAttributes>((call) => {
  const { alpha, beta, transA, transB } = call.attributes;
  const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
  const [first = 1, second = 1] = a.shape;
  const [rows, inner] = transA === 1 ? [second, first] : [first, second];
  const columns = (transB === 1 ? b.shape[0] : b.shape[1]) ?? 1;
  const data = new Float64Array(rows * columns);
  const left = transA === 1 ? { at: 0, row: 1, inner: rows } : { at: 0, row: inner, inner: 1 };
  const right = transB === 1 ? { at: 0, row: inner, inner: 1 } : { at: 0, row: 1, inner: columns };
  const leftRows = rowsOf(realsOf(a), left, rows, inner);
  if (call.only !== undefined) {
    const places = call.only.map((to) => {
      const row = Math.floor(to / columns);
      return { to, left: leftRows.at + row * leftRows.step, right: right.at + (to % columns) * right.row };
    });
    const offsets = Array.from({ length: inner }, (_, k) => k * right.inner);
    addSingleSums(data, places, [leftRows.data, realsOf(b)], offsets);
  } else {
    const sums = { data, at: 0, left: columns, right: 1 };
    addDotProducts(sums, leftRows, rowsOf(realsOf(b), right, columns, inner), inner, call.counter);
  }
  const output = { dtype: outputOf(call).dtype, shape: [rows, columns] };
  const bias = call.inputs[2];
  if (bias === undefined) return [tensorOf(output, (i) => alpha * (data[i] ?? 0))];
  const [c, place] = [realsOf(bias), broadcastPlace(bias.shape, output.shape)];
  return [tensorOf(output, (i) => alpha * (data[i] ?? 0) + beta * (c[place(i)] ?? 0))];
});
