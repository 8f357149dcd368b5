/** Gradient of dense layers: two matrix products, and the bias's slope summed where it was repeated. */
import { addDotProducts, rowsOf } from "../dot-products.js";
import { defineGradient, gradientOf, sumTo } from "../gradient-kernel.js";
import { inputOf, realsOf } from "../reference-data.js";
import type { GemmAttributes } from "./reference.js";

/** With Y = alpha·A·B + beta·C: dA = alpha·dY·Bᵀ, dB = alpha·Aᵀ·dY, dC = beta·dY; transposed factors change places. */
export const gemmGradient = defineGradient<GemmAttributes>((call) => {
  const { alpha, beta, transA, transB } = call.attributes;
  const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
  const [first = 1, second = 1] = a.shape;
  const [rows, inner] = transA === 1 ? [second, first] : [first, second];
  const columns = (transB === 1 ? b.shape[0] : b.shape[1]) ?? 1;
  const from = gradientOf(call);
  const [x, w] = [realsOf(a), realsOf(b)];
  const by = (count: number, run: (data: Float64Array) => void): Float64Array => {
    const data = new Float64Array(count);
    run(data);
    if (alpha !== 1) for (let i = 0; i < count; i++) data[i] = alpha * (data[i] as number);
    return data;
  };
  const wantsA = call.wanted[0] === true;
  const wantsB = call.wanted[1] === true;
  const byA = wantsA
    ? by(rows * inner, (data) => {
        // dA(r, k) = Σ_c dY(r, c)·B(k, c)
        const place = transB === 1 ? { at: 0, row: 1, inner } : { at: 0, row: columns, inner: 1 };
        const sums = transA === 1 ? { left: 1, right: rows } : { left: inner, right: 1 };
        const left = { data: from, at: 0, step: columns, count: rows };
        addDotProducts({ data, at: 0, ...sums }, left, rowsOf(w, place, inner, columns), columns, call.counter);
      })
    : undefined;
  const byB = wantsB
    ? by(inner * columns, (data) => {
        // dB(k, c) = Σ_r A(r, k)·dY(r, c)
        const place = transA === 1 ? { at: 0, row: rows, inner: 1 } : { at: 0, row: 1, inner };
        const sums = transB === 1 ? { left: 1, right: inner } : { left: columns, right: 1 };
        const right = rowsOf(from, { at: 0, row: 1, inner: columns }, columns, rows);
        addDotProducts({ data, at: 0, ...sums }, rowsOf(x, place, inner, rows), right, rows, call.counter);
      })
    : undefined;
  const bias = call.inputs[2];
  if (bias === undefined || call.wanted[2] !== true) return [byA, byB];
  const scaled = beta === 1 ? from : Float64Array.from(from, (each) => beta * each);
  return [byA, byB, sumTo(scaled, [rows, columns], bias.shape)];
});
