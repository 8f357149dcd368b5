/** Attention of onnxruntime's own domain, with its projection (Attention, QAttention) or after it (MultiHeadAttention). */
import { add, type Dim, type Formula, floorDiv } from "../../dim/index.js";
import { type AttentionSizes, attentionProducts, scoreShape } from "../attention/definition.js";
import { optional, required, withDefault } from "../attribute.js";
import {
  type AnyRuleContext,
  type CostContext,
  defineOperator,
  type NodeCost,
  type RuleContext,
} from "../definition.js";
import { perElement } from "../elements.js";
import { matrixProducts } from "../matmul/definition.js";
import { requireParts, requireRank, requireSame, requireShape } from "../requirements.js";
import { domain } from "./activations.js";

/** Products of scores and mix, a scaling and a softmax; a mask or a bias is added to every score. */
export function pairCost(sizes: AttentionSizes, isMasked: boolean, projection: Formula = []): NodeCost {
  const scores = scoreShape(sizes);
  return {
    macs: [...projection, ...attentionProducts(sizes)],
    flops: {
      activation: perElement(scores, 4),
      transcendental: perElement(scores),
      "element-wise": perElement(scores, isMasked ? 2 : 1),
    },
  };
}

const projectionAttributes = {
  do_rotary: withDefault("int", 0),
  mask_filter_value: withDefault("float", -10000),
  num_heads: required("int"),
  past_present_share_buffer: withDefault("int", 0),
  scale: optional("float"),
  unidirectional: withDefault("int", 0),
} as const;

const projectedAttributes = {
  ...projectionAttributes,
  qkv_hidden_sizes: optional("ints"),
  rotary_embedding_dim: optional("int"),
} as const;

/** Hidden sizes of Q, K and V within the weight's columns: thirds unless the attribute says otherwise. */
function hiddenSizes<D>(c: AnyRuleContext<D>, columns: D, given: readonly number[] | undefined): readonly [D, D] {
  const a = c.algebra;
  if (given === undefined) {
    const third = requireParts(c, columns, 3, "the weight holds Q, K and V");
    return [third, third];
  }
  const [q = 0, k = 0, v = 0] = given;
  if (given.length !== 3 || q !== k || !given.every((size) => Number.isSafeInteger(size) && size > 0)) {
    const rule = "it needs three positive sizes, those of Q and K alike";
    c.fail("node/attribute-value", { op: c.op, attribute: "qkv_hidden_sizes", value: `[${given.join(", ")}]`, rule });
  }
  requireSame(c, columns, a.of(q + k + v), "the weight's columns are those of Q, K and V");
  return [a.of(q), a.of(v)];
}

interface Projected {
  readonly heads: number;
  readonly hidden?: readonly number[] | undefined;
  readonly sharesBuffer: boolean;
  readonly past: number;
}

/** The output and, where asked for, what is kept of keys and values. */
function inferProjected<D>(c: AnyRuleContext<D>, { heads, hidden, sharesBuffer, past }: Projected) {
  const a = c.algebra;
  const [batch, length, features] = requireRank(c, 0, [3], "[batch, length, features]") as readonly [D, D, D];
  const [rows, columns] = requireRank(c, 1, [2], "[features, Q + K + V]") as readonly [D, D];
  requireSame(c, features, rows, "the weight fixes the number of features");
  requireShape(c, 2, [columns], "a bias for each column of the weight");
  const [size, valueSize] = hiddenSizes(c, columns, hidden);
  const headSize = requireParts(c, size, heads, "hidden features divide into heads");
  requireParts(c, valueSize, heads, "hidden features of the values divide into heads");
  const before = c.inputs[past] === undefined ? undefined : (c.shape(past)[3] as D);
  const total = before === undefined ? length : sharesBuffer ? before : a.add(before, length);
  return { y: [batch, length, valueSize], present: [a.of(2), batch, a.of(heads), total, headSize] };
}

function projectedSizes(c: CostContext, heads: number, hidden: readonly number[] | undefined, past: number) {
  const [batch = 1, length = 1] = c.inputShape(0);
  const columns = c.inputShape(1)[1] ?? 1;
  const size = hidden?.[0] ?? floorDiv(columns, 3);
  const before: Dim = c.inputs[past] === undefined ? 0 : (c.inputShape(past)[3] ?? 0);
  const sizes = {
    batch,
    heads,
    queries: length,
    keys: add(before, length),
    size: floorDiv(size, heads),
    valueSize: floorDiv(hidden?.[2] ?? size, heads),
  };
  return { sizes, projection: matrixProducts([batch, length, columns], c.inputShape(0)[2] ?? 1, true) };
}

export const attention = defineOperator({
  op: "Attention",
  domain,
  since: 1,
  attributes: projectedAttributes,
  inputs: [
    { name: "input" },
    { name: "weights", role: "weight" },
    { name: "bias", role: "bias", optional: true },
    { name: "mask_index", optional: true },
    { name: "past", optional: true },
    { name: "attention_bias", optional: true },
    { name: "past_sequence_length", role: "control", optional: true },
  ],
  outputs: ["output", "present"],
  infer(c) {
    const { num_heads: heads = 1, qkv_hidden_sizes: hidden, past_present_share_buffer: shares } = c.attributes;
    const { y, present } = inferProjected(c, { heads, hidden, sharesBuffer: shares === 1, past: 4 });
    const { dtype } = c.input(0);
    return [
      { dtype, shape: y },
      { dtype, shape: present },
    ];
  },
  cost(c): NodeCost {
    const { num_heads, qkv_hidden_sizes, unidirectional } = c.attributes;
    const { sizes, projection } = projectedSizes(c, num_heads, qkv_hidden_sizes, 4);
    const isMasked = c.inputs[3] !== undefined || c.inputs[5] !== undefined || unidirectional === 1;
    const { macs, flops } = pairCost(sizes, isMasked, projection);
    const bias = perElement([sizes.batch, sizes.queries, c.inputShape(1)[1] ?? 1]);
    return { macs, flops: { ...flops, ...(c.inputs[2] !== undefined && { bias }) } };
  },
  reach: () => "global",
});

export const qAttention = defineOperator({
  op: "QAttention",
  domain,
  since: 1,
  attributes: projectionAttributes,
  inputs: [
    { name: "input" },
    { name: "weight", role: "weight" },
    { name: "bias", role: "bias" },
    { name: "input_scale", role: "control" },
    { name: "weight_scale", role: "control" },
    { name: "mask_index", optional: true },
    { name: "input_zero_point", role: "control", optional: true },
    { name: "weight_zero_point", role: "control", optional: true },
    { name: "past", optional: true },
  ],
  outputs: ["output", "present"],
  infer(c) {
    const { num_heads: heads = 1, past_present_share_buffer: shares } = c.attributes;
    const { y, present } = inferProjected(c, { heads, sharesBuffer: shares === 1, past: 8 });
    const { dtype } = c.input(3);
    return [
      { dtype, shape: y },
      { dtype, shape: present },
    ];
  },
  cost(c): NodeCost {
    const { sizes, projection } = projectedSizes(c, c.attributes.num_heads, undefined, 8);
    return pairCost(sizes, c.inputs[5] !== undefined || c.attributes.unidirectional === 1, projection);
  },
  reach: () => "global",
});

const multiHeadAttributes = {
  mask_filter_value: withDefault("float", -10000),
  num_heads: required("int"),
  scale: optional("float"),
  unidirectional: withDefault("int", 0),
} as const;

/** Sizes of queries, keys and values however they are packed. */
interface Parts<D> {
  readonly batch: D;
  readonly queries: D;
  readonly keys: D;
  readonly size: D;
  readonly valueSize: D;
}

/** Query, key and value apart; or one tensor of all three, or of key and value, [batch, length, heads, 3 or 2, size]. */
function readParts<D>(c: RuleContext<typeof multiHeadAttributes, D>, heads: number): Parts<D> {
  type Five = readonly [D, D, D, D, D];
  const query = requireRank(c, 0, [3, 5], "[batch, length, heads·size] or [batch, length, heads, 3, size]");
  if (query.length === 5) {
    const [batch, length, , , size] = query as Five;
    return { batch, queries: length, keys: length, size, valueSize: size };
  }
  const [batch, queries, features] = query as readonly [D, D, D];
  const size = requireParts(c, features, heads, "the query divides into heads");
  const key = requireRank(
    c,
    1,
    [3, 4, 5],
    "[batch, length, heads·size], packed with the values, or [batch, heads, length, size]",
  );
  if (key.length === 5) return { batch, queries, keys: (key as Five)[1], size, valueSize: (key as Five)[4] };
  const value = requireRank(c, 2, [key.length], `rank ${key.length}, like the key,`);
  requireSame(c, batch, key[0] as D, "queries and keys have one batch size");
  if (key.length === 4) {
    return { batch, queries, keys: key[2] as D, size, valueSize: value[3] as D };
  }
  const keySize = requireParts(c, key[2] as D, heads, "the key divides into heads");
  requireSame(c, size, keySize, "queries and keys have one head size");
  requireSame(c, key[1] as D, value[1] as D, "there is a value for every key");
  return {
    batch,
    queries,
    keys: key[1] as D,
    size,
    valueSize: requireParts(c, value[2] as D, heads, "values divide into heads"),
  };
}

export const multiHeadAttention = defineOperator({
  op: "MultiHeadAttention",
  domain,
  since: 1,
  attributes: multiHeadAttributes,
  inputs: [
    { name: "query" },
    { name: "key", optional: true },
    { name: "value", optional: true },
    { name: "bias", role: "bias", optional: true },
    { name: "key_padding_mask", optional: true },
    { name: "attention_bias", optional: true },
    { name: "past_key", optional: true },
    { name: "past_value", optional: true },
    { name: "past_sequence_length", role: "control", optional: true },
    { name: "cache_indirection", optional: true },
  ],
  outputs: ["output", "present_key", "present_value", "qk"],
  infer(c) {
    const a = c.algebra;
    const { num_heads: heads = 1 } = c.attributes;
    const { batch, queries, keys, size, valueSize } = readParts(c, heads);
    const past = c.inputs[6] === undefined ? undefined : (c.shape(6)[2] as typeof batch);
    // With past_sequence_length the cache is one buffer that keeps its size.
    const total = past === undefined ? keys : c.inputs[8] === undefined ? a.add(past, keys) : past;
    const { dtype } = c.input(0);
    const count = a.of(heads);
    return [
      { dtype, shape: [batch, queries, a.mul(count, valueSize)] },
      { dtype, shape: [batch, count, total, size] },
      { dtype, shape: [batch, count, total, valueSize] },
      { dtype, shape: [batch, count, queries, total] },
    ];
  },
  cost(c): NodeCost {
    const [batch = 1, queries = 1] = c.inputShape(0);
    const [, , width = 1] = c.outputShape(0);
    const heads = c.attributes.num_heads;
    const isPacked = c.inputShape(0).length === 5;
    const key = isPacked ? c.inputShape(0) : c.inputShape(1);
    const past: Dim = c.inputs[6] === undefined ? 0 : (c.inputShape(6)[2] ?? 0);
    const sizes = {
      batch,
      heads,
      queries,
      keys: add(past, (key.length === 4 ? key[2] : key[1]) ?? 1),
      size: isPacked ? (c.inputShape(0)[4] ?? 1) : floorDiv(c.inputShape(0)[2] ?? 1, heads),
      valueSize: floorDiv(width, heads),
    };
    return pairCost(sizes, c.inputs[4] !== undefined || c.inputs[5] !== undefined || c.attributes.unidirectional === 1);
  },
  reach: () => "global",
});
