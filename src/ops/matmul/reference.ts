/** Matrix products in plain loops: dot products of the left factor's rows with the right one's columns. */
import { addDotProducts, addSingleSums, rowsOf } from "../dot-products.js";
import { broadcastPlace } from "../element-wise.js";
import { elementCount } from "../index-map.js";
import { defineKernel, inputOf, outputOf, realsOf, tensorOfSums } from "../reference-data.js";

export const matMulReference = defineKernel<object>((call) => {
  const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
  // A vector is a row on the left and a column on the right.
  const left = a.shape.length === 1 ? [1, ...a.shape] : a.shape;
  const right = b.shape.length === 1 ? [...b.shape, 1] : b.shape;
  const [rows = 1, inner = 1] = left.slice(-2);
  const columns = right.at(-1) ?? 1;
  const output = outputOf(call);
  const dropped = [a, b].filter(({ shape }) => shape.length === 1).length;
  const stack = output.shape.slice(0, output.shape.length - 2 + dropped);
  const [leftPlace, rightPlace] = [left, right].map((shape) => broadcastPlace(shape.slice(0, -2), stack));
  const [x, y] = [realsOf(a), realsOf(b)];
  const matrices = elementCount(stack);
  const data = new Float64Array(matrices * rows * columns);
  if (call.only !== undefined) {
    const places = call.only.map((to) => {
      const m = Math.floor(to / (rows * columns));
      const row = Math.floor(to / columns) % rows;
      const left = (leftPlace?.(m) ?? 0) * rows * inner + row * inner;
      return { to, left, right: (rightPlace?.(m) ?? 0) * inner * columns + (to % columns) };
    });
    addSingleSums(
      data,
      places,
      [x, y],
      Array.from({ length: inner }, (_, k) => k * columns),
    );
    return [tensorOfSums(output, data)];
  }
  for (let m = 0; m < matrices; m++) {
    const leftAt = (leftPlace?.(m) ?? 0) * rows * inner;
    const rightAt = (rightPlace?.(m) ?? 0) * inner * columns;
    addDotProducts(
      { data, at: m * rows * columns, left: columns, right: 1 },
      { data: x, at: leftAt, step: inner, count: rows },
      rowsOf(y, { at: rightAt, row: 1, inner: columns }, columns, inner),
      inner,
      call.counter,
    );
  }
  return [tensorOfSums(output, data)];
});
