/** Turns pairs of features by angles of their position (ONNX RotaryEmbedding; Su et al., RoFormer, 2021). */
import { optional, withDefault } from "../attribute.js";
import { type AnyRuleContext, defineOperator, type NodeCost } from "../definition.js";
import { perElement } from "../elements.js";
import { requireParts, requireRank } from "../requirements.js";

/** The input's shape, [batch, heads, length, size] or [batch, length, heads·size]; heads are needed for the latter. */
export function inferRotation<D>(c: AnyRuleContext<D>, heads: number | undefined): readonly D[] {
  const x = requireRank(c, 0, [3, 4], "[batch, length, heads·size] or [batch, heads, length, size]");
  if (x.length === 3 && heads !== undefined && heads !== 0) {
    requireParts(c, x[2] as D, heads, "features divide into heads");
  }
  return x;
}

/** Each feature becomes a·cos ± b·sin: two products and a sum. */
export const rotationCost = (shape: Parameters<typeof perElement>[0]): NodeCost => ({
  flops: { "element-wise": perElement(shape, 3) },
});

export const rotaryEmbedding = defineOperator({
  op: "RotaryEmbedding",
  since: 23,
  attributes: {
    interleaved: withDefault("int", 0),
    num_heads: optional("int"),
    rotary_embedding_dim: withDefault("int", 0),
  },
  inputs: [
    { name: "X" },
    { name: "cos_cache", role: "control" },
    { name: "sin_cache", role: "control" },
    { name: "position_ids", optional: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const { num_heads } = c.attributes;
    const shape = inferRotation(c, num_heads);
    if (shape.length === 3 && num_heads === undefined) {
      c.fail("node/missing-attribute", { op: c.op, attribute: "num_heads" });
    }
    return [{ dtype: c.input(0).dtype, shape }];
  },
  cost: (c) => rotationCost(c.outputShape(0)),
  reach: () => "global",
});
