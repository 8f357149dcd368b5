/** Scaled dot-product attention over several heads (ONNX Attention; Vaswani et al., Attention is all you need, 2017). */
import { add, type Dim, type Formula, floorDiv } from "../../dim/index.js";
import { optional, withDefault } from "../attribute.js";
import { broadcastShapes } from "../broadcast.js";
import { type CostContext, defineOperator, type NodeCost, type RuleContext } from "../definition.js";
import { perElement } from "../elements.js";
import { requireSame } from "../requirements.js";

const attributes = {
  is_causal: withDefault("int", 0),
  kv_num_heads: optional("int"),
  left_window_size: withDefault("int", -1),
  q_num_heads: optional("int"),
  qk_matmul_output_mode: withDefault("int", 0),
  right_window_size: withDefault("int", -1),
  scale: optional("float"),
  softcap: withDefault("float", 0),
  softmax_precision: optional("int"),
} as const;

/** One of Q, K, V with its heads apart: [batch, heads, length, size]. */
interface Heads<D> {
  readonly batch: D;
  readonly heads: D;
  readonly length: D;
  readonly size: D;
}

type Context<D> = RuleContext<typeof attributes, D>;

/** Splits [batch, length, heads·size], or reads [batch, heads, length, size]. */
function splitHeads<D>(c: Context<D>, index: number, attribute: "q_num_heads" | "kv_num_heads"): Heads<D> {
  const a = c.algebra;
  const { name } = c.input(index);
  const shape = c.shape(index);
  const rank = c.shape(0).length;
  if (shape.length !== rank || (rank !== 3 && rank !== 4)) {
    const expected = "rank 3 or 4, Q, K and V alike,";
    c.fail("shape/rank", { op: c.op, input: name, expected, shape: c.shapeText(shape) });
  }
  const [batch, second, third, fourth] = shape as readonly [D, D, D, D];
  if (rank === 4) return { batch, heads: second, length: third, size: fourth };
  const heads = c.attributes[attribute];
  if (heads === undefined) return c.fail("node/missing-attribute", { op: c.op, attribute });
  if (heads < 1)
    c.fail("node/attribute-value", { op: c.op, attribute, value: `${heads}`, rule: "it must be at least 1" });
  if (!c.requireDivisible(third, a.of(heads), `${name} divides into heads`)) {
    const reason = `${c.text(third)} features of ${name} do not divide into ${heads} heads`;
    c.fail("shape/invalid", { op: c.op, reason });
  }
  return { batch, heads: a.of(heads), length: second, size: a.floorDiv(third, a.of(heads)) };
}

/** Sizes that the cost of any attention is made of. */
export interface AttentionSizes {
  readonly batch: Dim;
  readonly heads: Dim;
  readonly queries: Dim;
  readonly keys: Dim;
  readonly size: Dim;
  readonly valueSize: Dim;
}

/** One score for every query and key. */
export function scoreShape({ batch, heads, queries, keys }: AttentionSizes): readonly Dim[] {
  return [batch, heads, queries, keys];
}

/** Every query meets every key: head size products for its score, the values' head size for its share of the mix. */
export function attentionProducts(sizes: AttentionSizes): Formula {
  const { batch, heads, queries, keys, size, valueSize } = sizes;
  const pairs = [
    { role: "batch", value: batch },
    { role: "head", value: heads },
    { role: "query", value: queries },
    { role: "key", value: keys },
  ];
  return [
    { factors: [...pairs, { role: "size", value: size }], what: "scores" },
    { factors: [...pairs, { role: "size", value: valueSize }], what: "mix" },
  ];
}

export const attention = defineOperator({
  op: "Attention",
  since: 25,
  attributes,
  inputs: [
    { name: "Q" },
    { name: "K" },
    { name: "V" },
    { name: "attn_mask", optional: true },
    { name: "past_key", optional: true },
    { name: "past_value", optional: true },
    { name: "nonpad_kv_seqlen", role: "control", optional: true },
  ],
  outputs: ["Y", "present_key", "present_value", "qk_matmul_output"],
  infer(c) {
    const a = c.algebra;
    const q = splitHeads(c, 0, "q_num_heads");
    const k = splitHeads(c, 1, "kv_num_heads");
    const v = splitHeads(c, 2, "kv_num_heads");
    requireSame(c, q.batch, k.batch, "queries and keys have one batch size");
    requireSame(c, k.batch, v.batch, "keys and values have one batch size");
    requireSame(c, q.size, k.size, "queries and keys have one head size");
    requireSame(c, k.heads, v.heads, "keys and values have the same heads");
    requireSame(c, k.length, v.length, "there is a value for every key");
    if (!c.requireDivisible(q.heads, k.heads, "query heads share key heads evenly")) {
      c.fail("shape/groups", { what: "query heads", channels: c.text(q.heads), groups: c.text(k.heads) });
    }
    const past = c.inputs[4] === undefined ? undefined : c.shape(4)[2];
    const total = past === undefined ? k.length : a.add(past, k.length);
    const scores = [q.batch, q.heads, q.length, total];
    if (c.inputs[3] !== undefined && c.inputs[6] === undefined) {
      broadcastShapes(c, [
        { name: "the scores", shape: scores },
        { name: c.inputs[3].name, shape: c.shape(3) },
      ]);
    }
    const { dtype } = c.input(0);
    const isFlat = c.shape(0).length === 3;
    const y = isFlat ? [q.batch, q.length, a.mul(q.heads, v.size)] : [q.batch, q.heads, q.length, v.size];
    return [
      { dtype, shape: y },
      { dtype: c.input(1).dtype, shape: [k.batch, k.heads, total, k.size] },
      { dtype: c.input(2).dtype, shape: [v.batch, v.heads, total, v.size] },
      { dtype, shape: scores },
    ];
  },
  /**
   * Every query meets every key, masked or not: batch × heads × queries × keys × head size for the scores, the same
   * with the values' head size for the mix. Besides: scaling Q and K, soft capping (a division, a multiplication, a
   * tanh), the mask's addition, and a softmax as Softmax counts it.
   */
  cost(c): NodeCost {
    const sizes = attentionSizes(c);
    const scores = scoreShape(sizes);
    const masked = c.inputs[3] !== undefined || c.attributes.is_causal === 1;
    const capped = c.attributes.softcap !== 0;
    return {
      macs: attentionProducts(sizes),
      flops: {
        activation: perElement(scores, 4),
        transcendental: perElement(scores, capped ? 2 : 1),
        "element-wise": [
          ...perElement(c.inputShape(0)),
          ...perElement(c.inputShape(1)),
          ...(capped ? perElement(scores, 2) : []),
          ...(masked ? perElement(scores) : []),
        ],
      },
    };
  },
  reach: () => "global",
});

function attentionSizes(c: CostContext<typeof attributes>): AttentionSizes {
  const [q, k, v] = [c.inputShape(0), c.inputShape(1), c.inputShape(2)];
  const past: Dim = c.inputs[4] === undefined ? 0 : (c.inputShape(4)[2] ?? 0);
  const at = (shape: readonly Dim[], axis: number): Dim => shape[axis] ?? 1;
  const { q_num_heads: qHeads = 1, kv_num_heads: kvHeads = 1 } = c.attributes;
  const isFlat = q.length === 3;
  return {
    batch: at(q, 0),
    heads: isFlat ? qHeads : at(q, 1),
    queries: at(q, isFlat ? 1 : 2),
    keys: add(at(k, isFlat ? 1 : 2), past),
    size: isFlat ? floorDiv(at(q, 2), qHeads) : at(q, 3),
    valueSize: isFlat ? floorDiv(at(v, 2), kvHeads) : at(v, 3),
  };
}
