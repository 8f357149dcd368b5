/** Attention through a running state instead of all pairs (ONNX LinearAttention; Gated DeltaNet, RetNet, GLA). */
import { floorDiv } from "../../dim/index.js";
import { oneOf, required, withDefault } from "../attribute.js";
import { type CostContext, defineOperator, type NodeCost } from "../definition.js";
import { requireParts, requireRank, requireSame, requireShape } from "../requirements.js";

const attributes = {
  chunk_size: withDefault("int", 64),
  kv_num_heads: required("int"),
  q_num_heads: required("int"),
  scale: withDefault("float", 0),
  update_rule: oneOf("gated_delta", "linear", "gated", "delta"),
} as const;

/** Sums over the state per position: k⊗v and q·S; the delta rules also read S·k. */
function stateProducts(c: CostContext<typeof attributes>): NodeCost {
  const { kv_num_heads: heads, q_num_heads: queryHeads, update_rule: rule } = c.attributes;
  const [batch = 1, length = 1, features = 1] = c.inputShape(1);
  const size = { role: "key", value: floorDiv(features, heads) };
  const valueSize = { role: "value", value: floorDiv(c.inputShape(2)[2] ?? 1, heads) };
  const steps = [
    { role: "batch", value: batch },
    { role: "step", value: length },
  ];
  const reads = rule === "delta" || rule === "gated_delta" ? 2 : 1;
  return {
    macs: [
      { factors: [...steps, { role: "head", value: heads * reads }, size, valueSize], what: "state" },
      { factors: [...steps, { role: "head", value: queryHeads }, size, valueSize], what: "queries" },
    ],
  };
}

export const linearAttention = defineOperator({
  op: "LinearAttention",
  since: 27,
  attributes,
  inputs: [
    { name: "query" },
    { name: "key" },
    { name: "value" },
    { name: "past_state", optional: true },
    { name: "decay", optional: true },
    { name: "beta", optional: true },
  ],
  outputs: ["output", "present_state"],
  infer(c) {
    const a = c.algebra;
    const { q_num_heads = 1, kv_num_heads = 1 } = c.attributes;
    type Three = readonly [(typeof q)[0], (typeof q)[0], (typeof q)[0]];
    const q = requireRank(c, 0, [3], "[batch, length, heads·size]");
    const [batch, length, queries] = q as Three;
    const [keyBatch, keyLength, keys] = requireRank(c, 1, [3], "[batch, length, heads·size]") as Three;
    const [valueBatch, valueLength, values] = requireRank(c, 2, [3], "[batch, length, heads·size]") as Three;
    for (const other of [keyBatch, valueBatch])
      requireSame(c, batch, other, "query, key and value have one batch size");
    for (const other of [keyLength, valueLength]) requireSame(c, length, other, "query, key and value have one length");
    const size = requireParts(c, keys, kv_num_heads, "keys divide into heads");
    const valueSize = requireParts(c, values, kv_num_heads, "values divide into heads");
    requireSame(
      c,
      requireParts(c, queries, q_num_heads, "queries divide into heads"),
      size,
      "queries and keys have one head size",
    );
    if (q_num_heads % kv_num_heads !== 0) {
      c.fail("shape/groups", { what: "query heads", channels: `${q_num_heads}`, groups: `${kv_num_heads}` });
    }
    const state = [batch, a.of(kv_num_heads), size, valueSize];
    requireShape(c, 3, state, "the state's shape");
    return [
      { dtype: c.input(0).dtype, shape: [batch, length, a.mul(a.of(q_num_heads), valueSize)] },
      { dtype: c.inputs[3]?.dtype ?? c.input(0).dtype, shape: state },
    ];
  },
  cost: stateProducts,
  reach: () => "global",
});
