/** Attention in plain loops: scores of every query with every key, masked, softened, and the values mixed by them (ONNX Attention). */
import type { RunTensor } from "../../tensor/index.js";
import { addDotProducts, rowsOf } from "../dot-products.js";
import { broadcastPlace } from "../element-wise.js";
import { defineKernel, inputOf, listOf, outputOf, type Reals, realsOf, tensorOfSums } from "../reference-data.js";
import { softmaxLine } from "../softmax/reference.js";

export interface AttentionAttributes {
  readonly is_causal: number;
  readonly kv_num_heads: number | undefined;
  readonly left_window_size: number;
  readonly q_num_heads: number | undefined;
  readonly qk_matmul_output_mode: number;
  readonly right_window_size: number;
  readonly scale: number | undefined;
  readonly softcap: number;
}

/** A tensor by heads: element (b, h, i, k) is at `b·batch + h·head + i·row + k`. */
export interface Heads {
  readonly data: Reals;
  readonly heads: number;
  readonly length: number;
  readonly size: number;
  readonly batch: number;
  readonly head: number;
  readonly row: number;
}

/** Views [batch, length, heads·size] or [batch, heads, length, size]. */
export function headsOf(tensor: RunTensor, count: number | undefined): Heads {
  const data = realsOf(tensor);
  const [, first = 1, second = 1, third = 1] = tensor.shape;
  if (tensor.shape.length === 4) {
    return {
      data,
      heads: first,
      length: second,
      size: third,
      batch: first * second * third,
      head: second * third,
      row: third,
    };
  }
  const heads = count ?? 1;
  return { data, heads, length: first, size: second / heads, batch: first * second, head: second / heads, row: second };
}

/** Past and present one after the other, as [batch, heads, length, size]. */
export function withPast(present: Heads, past: RunTensor | undefined, batches: number): Heads {
  const before = past === undefined ? undefined : headsOf(past, undefined);
  const length = (before?.length ?? 0) + present.length;
  const { heads, size } = present;
  const data = new Float64Array(batches * heads * length * size);
  let at = 0;
  for (let b = 0; b < batches; b++) {
    for (let h = 0; h < heads; h++) {
      for (const part of before === undefined ? [present] : [before, present]) {
        for (let i = 0; i < part.length; i++) {
          const from = b * part.batch + h * part.head + i * part.row;
          for (let k = 0; k < size; k++) data[at++] = part.data[from + k] as number;
        }
      }
    }
  }
  return { data, heads, length, size, batch: heads * length * size, head: length * size, row: size };
}

/** What is added to a score: minus infinity where the query may not see the key. */
type Bias = (b: number, h: number, query: number, key: number) => number;

function biasOf(
  call: { readonly inputs: readonly (RunTensor | undefined)[]; readonly attributes: AttentionAttributes },
  scores: readonly number[],
  past: number,
): Bias {
  const { is_causal, left_window_size: left, right_window_size: right } = call.attributes;
  const mask = call.inputs[3];
  const lengths = listOf(call, 6);
  const [, heads = 1, queries = 1, keys = 1] = scores;
  const reader = mask === undefined ? undefined : maskReader(mask, scores);
  return (b, h, query, key) => {
    const offset = lengths === undefined ? past : (lengths[b] ?? keys) - queries;
    const distance = key - query - offset;
    if (is_causal === 1 && distance > 0) return Number.NEGATIVE_INFINITY;
    if ((left >= 0 && distance < -left) || (right >= 0 && distance > right)) return Number.NEGATIVE_INFINITY;
    if (lengths !== undefined && key >= (lengths[b] ?? keys)) return Number.NEGATIVE_INFINITY;
    return reader?.(((b * heads + h) * queries + query) * keys + key, key) ?? 0;
  };
}

/** A mask of truth values or of numbers to add; keys beyond its length are not seen. */
function maskReader(mask: RunTensor, scores: readonly number[]): (at: number, key: number) => number {
  const data = realsOf(mask);
  const known = mask.shape.at(-1) ?? 1;
  const keys = scores.at(-1) ?? 1;
  const isShort = known !== 1 && known < keys;
  const place = broadcastPlace(mask.shape, isShort ? [...scores.slice(0, -1), known] : scores);
  return (at, key) => {
    if (isShort && key >= known) return Number.NEGATIVE_INFINITY;
    const element = data[place(isShort ? Math.floor(at / keys) * known + key : at)] as number;
    return mask.dtype === "bool" ? (element === 0 ? Number.NEGATIVE_INFINITY : 0) : element;
  };
}

export const attentionReference = defineKernel<AttentionAttributes>((call) => {
  const { attributes, counter } = call;
  const { q_num_heads, kv_num_heads, softcap, qk_matmul_output_mode: mode } = attributes;
  const batches = inputOf(call, 0).shape[0] ?? 1;
  const q = headsOf(inputOf(call, 0), q_num_heads);
  const k = withPast(headsOf(inputOf(call, 1), kv_num_heads), call.inputs[4], batches);
  const v = withPast(headsOf(inputOf(call, 2), kv_num_heads), call.inputs[5], batches);
  const shape = [batches, q.heads, q.length, k.length];
  const bias = biasOf(call, shape, call.inputs[4]?.shape[2] ?? 0);
  const scale = attributes.scale ?? 1 / Math.sqrt(q.size);
  const matrix = q.length * k.length;
  const shown = new Float64Array(batches * q.heads * matrix);
  const isFlat = inputOf(call, 0).shape.length === 3;
  const mixed = new Float64Array(batches * q.heads * q.length * v.size);
  const y = isFlat ? { batch: q.length * q.heads * v.size, head: v.size, row: q.heads * v.size } : undefined;
  for (let b = 0; b < batches; b++) {
    for (let h = 0; h < q.heads; h++) {
      const shared = Math.floor((h * k.heads) / q.heads);
      const scores = new Float64Array(matrix);
      addDotProducts(
        { data: scores, at: 0, left: k.length, right: 1 },
        { data: q.data, at: b * q.batch + h * q.head, step: q.row, count: q.length },
        { data: k.data, at: b * k.batch + shared * k.head, step: k.row, count: k.length },
        q.size,
        counter,
      );
      const at = (b * q.heads + h) * matrix;
      const show = (stage: number): void => {
        if (mode === stage) shown.set(scores, at);
      };
      scores.forEach((score, i) => {
        scores[i] = score * scale;
      });
      show(0);
      if (softcap !== 0) {
        scores.forEach((score, i) => {
          scores[i] = softcap * Math.tanh(score / softcap);
        });
      }
      show(1);
      scores.forEach((score, i) => {
        scores[i] = score + bias(b, h, Math.floor(i / k.length), i % k.length);
      });
      show(2);
      for (let row = 0; row < q.length; row++) {
        const offsets = Array.from({ length: k.length }, (_, key) => row * k.length + key);
        // A query that may see no key mixes nothing.
        if (offsets.every((at) => scores[at] === Number.NEGATIVE_INFINITY)) {
          scores.fill(0, row * k.length, (row + 1) * k.length);
        } else softmaxLine(scores, offsets, scores);
      }
      show(3);
      const start = y === undefined ? (b * q.heads + h) * q.length * v.size : b * y.batch + h * y.head;
      addDotProducts(
        { data: mixed, at: start, left: y?.row ?? v.size, right: 1 },
        { data: scores, at: 0, step: k.length, count: q.length },
        rowsOf(v.data, { at: b * v.batch + shared * v.head, row: 1, inner: v.row }, v.size, v.length),
        v.length,
        counter,
      );
    }
  }
  const outputs = [
    { data: mixed, shape: isFlat ? [batches, q.length, q.heads * v.size] : [batches, q.heads, q.length, v.size] },
    { data: k.data, shape: [batches, k.heads, k.length, k.size] },
    { data: v.data, shape: [batches, v.heads, v.length, v.size] },
    { data: shown, shape },
  ];
  return call.outputs.map((_, index) => {
    const output = outputs[index];
    if (output === undefined) throw new RangeError(`Attention has no output ${index}`);
    return tensorOfSums({ dtype: outputOf(call, index).dtype, shape: output.shape }, Float64Array.from(output.data));
  });
});
