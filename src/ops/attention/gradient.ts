/** Gradient of attention: through the mixed values, the softmax of the scores, and the products that gave them. */
import type { RunTensor } from "../../tensor/index.js";
import { addDotProducts, rowsOf } from "../dot-products.js";
import { defineGradient, type GradientCall, gradientOf, sumTo } from "../gradient-kernel.js";
import { elementCount } from "../index-map.js";
import { inputOf, type Reals, realsOf } from "../reference-data.js";
import { type AttentionAttributes, attentionReference, type Heads, headsOf, withPast } from "./reference.js";

type Call = Omit<GradientCall, "attributes"> & { readonly attributes: AttentionAttributes };

/** What the scores are after a step of the forward pass (qk_matmul_output_mode), run again. */
function scoresAfter(call: Call, mode: number, shape: readonly number[]): Reals {
  const kinds = [0, 1, 2].map((index) => ({ dtype: "float64", shape: call.outputs[index]?.shape ?? [] }) as const);
  const outputs = [...kinds, { dtype: "float64", shape } as const];
  const attributes = { ...call.attributes, qk_matmul_output_mode: mode };
  const shown = attentionReference({ inputs: call.inputs, attributes, outputs })[3];
  return shown === undefined ? new Float64Array(elementCount(shape)) : realsOf(shown);
}

/** With P = softmax(S), S = scale·Q·Kᵀ (capped) and Y = P·V: dV = Pᵀ·dY, dP = dY·Vᵀ, dS = P·(dP - Σ dP·P), dQ = scale·dS·K, dK = scale·dSᵀ·Q. */
export const attentionGradient = defineGradient<AttentionAttributes>((call) => {
  const { attributes, counter } = call;
  const { q_num_heads, kv_num_heads, softcap } = attributes;
  const batches = inputOf(call, 0).shape[0] ?? 1;
  const q = headsOf(inputOf(call, 0), q_num_heads);
  const k = withPast(headsOf(inputOf(call, 1), kv_num_heads), call.inputs[4], batches);
  const v = withPast(headsOf(inputOf(call, 2), kv_num_heads), call.inputs[5], batches);
  const shape = [batches, q.heads, q.length, k.length];
  const probabilities = scoresAfter(call, 3, shape);
  const capped = softcap === 0 ? undefined : scoresAfter(call, 1, shape);
  const scale = attributes.scale ?? 1 / Math.sqrt(q.size);
  const y = headsOf({ ...(call.outputs[0] as RunTensor), data: Float64Array.from(gradientOf(call)) }, q_num_heads);
  const matrix = q.length * k.length;
  const [byQuery, byKey, byValue] = [q, k, v].map(({ data }) => new Float64Array(data.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const byScore = new Float64Array(batches * q.heads * matrix);
  for (let b = 0; b < batches; b++) {
    for (let h = 0; h < q.heads; h++) {
      const shared = Math.floor((h * k.heads) / q.heads);
      const at = (b * q.heads + h) * matrix;
      const place = ({ batch, head }: Heads, own: number): number => b * batch + own * head;
      const slopes = { data: y.data, at: place(y, h), step: y.row, count: q.length };
      const mixed = byScore.subarray(at, at + matrix);
      addDotProducts(
        { data: mixed, at: 0, left: k.length, right: 1 },
        slopes,
        { data: v.data, at: place(v, shared), step: v.row, count: v.length },
        v.size,
        counter,
      );
      addDotProducts(
        { data: byValue, at: place(v, shared), left: v.row, right: 1 },
        rowsOf(probabilities, { at, row: 1, inner: k.length }, k.length, q.length),
        rowsOf(y.data, { at: slopes.at, row: 1, inner: y.row }, v.size, q.length),
        q.length,
        counter,
      );
      for (let row = 0; row < q.length; row++) {
        let sum = 0;
        const first = row * k.length;
        for (let i = first; i < first + k.length; i++) sum += (mixed[i] as number) * (probabilities[at + i] as number);
        for (let i = first; i < first + k.length; i++) {
          mixed[i] = (probabilities[at + i] as number) * ((mixed[i] as number) - sum);
        }
      }
      const raw = new Float64Array(matrix);
      for (let i = 0; i < matrix; i++) {
        const cap = capped === undefined ? 1 : 1 - ((capped[at + i] as number) / softcap) ** 2;
        raw[i] = scale * cap * (mixed[i] as number);
      }
      addDotProducts(
        { data: byQuery, at: place(q, h), left: q.row, right: 1 },
        { data: raw, at: 0, step: k.length, count: q.length },
        rowsOf(k.data, { at: place(k, shared), row: 1, inner: k.row }, q.size, k.length),
        k.length,
        counter,
      );
      addDotProducts(
        { data: byKey, at: place(k, shared), left: k.row, right: 1 },
        rowsOf(raw, { at: 0, row: 1, inner: k.length }, k.length, q.length),
        rowsOf(q.data, { at: place(q, h), row: 1, inner: q.row }, q.size, q.length),
        q.length,
        counter,
      );
    }
  }
  const mask = call.inputs[3];
  return [
    byQuery,
    ...[byKey, byValue].map((data, index) =>
      presentOf({ ...(index === 0 ? k : v), data }, call.inputs[index + 1], kv_num_heads),
    ),
    mask && call.wanted[3] === true && mask.shape.at(-1) === k.length ? sumTo(byScore, shape, mask.shape) : undefined,
  ];
});

/** The slopes of the present keys or values, as they lie in the input; those of the past are not asked for. */
function presentOf(all: Heads, input: RunTensor | undefined, heads: number | undefined): Float64Array | undefined {
  if (input === undefined) return undefined;
  const own = headsOf(input, heads);
  const to = new Float64Array(input.data.length);
  const past = all.length - own.length;
  for (let b = 0; b * own.batch < to.length; b++) {
    for (let h = 0; h < own.heads; h++) {
      for (let i = 0; i < own.length; i++) {
        const from = b * all.batch + h * all.head + (past + i) * all.row;
        to.set(all.data.subarray(from, from + own.size), b * own.batch + h * own.head + i * own.row);
      }
    }
  }
  return to;
}
