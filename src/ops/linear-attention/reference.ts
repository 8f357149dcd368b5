/** Linear attention in plain loops, position by position: the state decays, takes in a key and value, answers a query. */
import { defineKernel, inputOf, optionalReals, outputOf, realsOf, tensorOfSums } from "../reference-data.js";

interface Attributes {
  readonly kv_num_heads: number;
  readonly q_num_heads: number;
  readonly scale: number;
  readonly update_rule: string;
}

export const linearAttentionReference = defineKernel<Attributes>((call) => {
  const { kv_num_heads: heads, q_num_heads: queryHeads, update_rule: rule } = call.attributes;
  const [query, key, value] = [inputOf(call, 0), inputOf(call, 1), inputOf(call, 2)];
  const [q, k, v] = [realsOf(query), realsOf(key), realsOf(value)];
  const [past, decay, beta] = [optionalReals(call, 3), optionalReals(call, 4), optionalReals(call, 5)];
  const [batch = 1, length = 1, features = 1] = key.shape;
  const [size, valueSize] = [features / heads, (value.shape[2] ?? 1) / heads];
  const scale = call.attributes.scale === 0 ? 1 / Math.sqrt(size) : call.attributes.scale;
  // A decay for each key feature, or one for each head; a beta for each head, or one for all.
  const decays = call.inputs[4]?.shape[2] ?? 0;
  const betas = call.inputs[5]?.shape[2] ?? 0;
  const state = new Float64Array(batch * heads * size * valueSize);
  if (past !== undefined) state.set(past);
  const y = new Float64Array(batch * length * queryHeads * valueSize);
  const count = (products: number): void => {
    if (call.counter !== undefined) call.counter.executed += products;
  };
  for (let n = 0; n < batch; n++) {
    for (let t = 0; t < length; t++) {
      const row = n * length + t;
      for (let h = 0; h < heads; h++) {
        const at = (n * heads + h) * size * valueSize;
        const keyAt = row * features + h * size;
        if (rule === "gated" || rule === "gated_delta") {
          for (let i = 0; i < size; i++) {
            const exponent = decay?.[row * decays + (decays === heads ? h : h * size + i)] ?? 0;
            const factor = Math.exp(exponent);
            for (let j = 0; j < valueSize; j++) {
              state[at + i * valueSize + j] = (state[at + i * valueSize + j] as number) * factor;
            }
          }
        }
        for (let j = 0; j < valueSize; j++) {
          let taken = v[row * heads * valueSize + h * valueSize + j] as number;
          if (rule === "delta" || rule === "gated_delta") {
            let known = 0;
            for (let i = 0; i < size; i++) {
              known += (state[at + i * valueSize + j] as number) * (k[keyAt + i] as number);
              count(1);
            }
            taken = (beta?.[row * betas + (betas === heads ? h : 0)] ?? 1) * (taken - known);
          }
          for (let i = 0; i < size; i++) {
            const cell = at + i * valueSize + j;
            state[cell] = (state[cell] as number) + (k[keyAt + i] as number) * taken;
            count(1);
          }
        }
      }
      for (let h = 0; h < queryHeads; h++) {
        const shared = Math.floor((h * heads) / queryHeads);
        const at = (n * heads + shared) * size * valueSize;
        for (let j = 0; j < valueSize; j++) {
          let sum = 0;
          for (let i = 0; i < size; i++) {
            sum += (q[(row * queryHeads + h) * size + i] as number) * (state[at + i * valueSize + j] as number);
            count(1);
          }
          y[(row * queryHeads + h) * valueSize + j] = scale * sum;
        }
      }
    }
  }
  return [y, state].slice(0, call.outputs.length).map((sums, i) => tensorOfSums(outputOf(call, i), sums));
});
