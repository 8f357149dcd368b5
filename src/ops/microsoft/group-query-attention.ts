/** Attention whose query heads share key heads, over a cache (com.microsoft GroupQueryAttention; Ainslie et al., GQA, 2023). */
import { add, type Dim, floorDiv } from "../../dim/index.js";
import { optional, required, withDefault } from "../attribute.js";
import { type CostContext, defineOperator, type RuleContext } from "../definition.js";
import { readSize } from "../known-value.js";
import { requireParts, requireRank, requireSame, requireShape } from "../requirements.js";
import { domain } from "./activations.js";
import { pairCost } from "./attention.js";

const attributes = {
  causal: withDefault("int", 1),
  do_rotary: withDefault("int", 0),
  k_quant_type: withDefault("string", "NONE"),
  kv_cache_bit_width: optional("int"),
  kv_num_heads: required("int"),
  local_window_size: withDefault("int", -1),
  num_heads: required("int"),
  qk_norm_epsilon: withDefault("float", 1e-6),
  qk_output: withDefault("int", 0),
  rotary_interleaved: withDefault("int", 0),
  scale: optional("float"),
  sliding_window_cache: withDefault("int", 0),
  smooth_softmax: withDefault("int", 0),
  softcap: withDefault("float", 0),
  v_quant_type: withDefault("string", "NONE"),
} as const;

type Context<D> = RuleContext<typeof attributes, D>;

/** Size of a head: the query's features over its heads, or over all heads where keys and values are packed with it. */
function headSizeOf<D>(c: Context<D>, features: D, heads: number, keyHeads: number): D {
  if (c.inputs[1] === undefined) {
    return requireParts(c, features, heads + 2 * keyHeads, "the packed query divides into heads");
  }
  const size = requireParts(c, features, heads, "the query divides into heads");
  const key = requireRank(c, 1, [3], "[batch, length, heads·size]");
  const keySize = requireParts(c, key[2] as D, keyHeads, "the key divides into heads");
  requireSame(c, size, keySize, "queries and keys have one head size");
  requireShape(c, 2, key, "a value for every key");
  return size;
}

/** Length of the cache after this step: a shared buffer keeps its own, another grows to the total length. */
function cacheLength<D>(c: Context<D>, length: D): D {
  const a = c.algebra;
  const total = readSize(c, 6);
  const past = c.inputs[3] === undefined ? undefined : (c.shape(3)[2] as D);
  if (past === undefined) return total === undefined ? length : a.max(total, length);
  if (c.attributes.sliding_window_cache === 1) return past;
  if (total !== undefined) return a.max(past, total);
  return c.freshSize(1, 2, "total_sequence_length is not known");
}

export const groupQueryAttention = defineOperator({
  op: "GroupQueryAttention",
  domain,
  since: 1,
  attributes,
  inputs: [
    { name: "query" },
    { name: "key", optional: true },
    { name: "value", optional: true },
    { name: "past_key", optional: true },
    { name: "past_value", optional: true },
    { name: "seqlens_k" },
    { name: "total_sequence_length", role: "control" },
    { name: "cos_cache", role: "control", optional: true },
    { name: "sin_cache", role: "control", optional: true },
    { name: "position_ids", optional: true },
    { name: "attention_bias", optional: true },
    { name: "head_sink", role: "weight", optional: true },
    { name: "k_scale", role: "control", optional: true },
    { name: "v_scale", role: "control", optional: true },
    { name: "q_norm_weight", role: "weight", optional: true },
    { name: "k_norm_weight", role: "weight", optional: true },
  ],
  outputs: ["output", "present_key", "present_value", "output_qk"],
  infer(c) {
    const a = c.algebra;
    const { num_heads: heads = 1, kv_num_heads: keyHeads = 1 } = c.attributes;
    const query = requireRank(c, 0, [3], "[batch, length, heads·size]");
    const [batch, length, features] = query as readonly [(typeof query)[0], (typeof query)[0], (typeof query)[0]];
    if (heads % keyHeads !== 0) {
      c.fail("shape/groups", { what: "query heads", channels: `${heads}`, groups: `${keyHeads}` });
    }
    const size = headSizeOf(c, features, heads, keyHeads);
    const { dtype } = c.input(0);
    const y = { dtype, shape: [batch, length, a.mul(a.of(heads), size)] };
    if (c.outputCount === 1) return [y];
    const total = cacheLength(c, length);
    // Two elements of 4 bits share a byte of a quantised cache.
    const stored = c.inputs[3] === undefined ? size : (c.shape(3)[3] as typeof size);
    const cache = { dtype: c.inputs[3]?.dtype ?? dtype, shape: [batch, a.of(keyHeads), total, stored] };
    return [y, cache, cache, { dtype, shape: [batch, a.of(heads), length, total] }];
  },
  cost(c) {
    const [batch = 1, queries = 1, features = 1] = c.inputShape(0);
    const { num_heads: heads, kv_num_heads: keyHeads } = c.attributes;
    const size = floorDiv(features, c.inputs[1] === undefined ? heads + 2 * keyHeads : heads);
    return pairCost({ batch, heads, queries, keys: keysOf(c, queries), size, valueSize: size }, true);
  },
  reach: () => "global",
});

/** Keys that a query may meet: those of the cache after this step, or of the past and this step. */
function keysOf(c: CostContext<typeof attributes>, queries: Dim): Dim {
  const present = c.outputs[1]?.shape?.[2];
  if (present !== undefined) return present;
  return c.inputs[3] === undefined ? queries : add(c.inputShape(3)[2] ?? 0, queries);
}
