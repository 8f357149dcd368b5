/** Attention whose scores and probabilities may pass through subgraphs (ONNX ai.onnx.preview FlexAttention). */

import { type AttentionSizes, attentionProducts, scoreShape } from "../attention/definition.js";
import { optional } from "../attribute.js";
import { type CostContext, defineOperator, type NodeCost } from "../definition.js";
import { perElement } from "../elements.js";
import { requireRank, requireSame } from "../requirements.js";

const layout = "[batch, heads, length, size]";

function sizesOf(c: CostContext): AttentionSizes {
  const [batch = 1, heads = 1, queries = 1, size = 1] = c.inputShape(0);
  return { batch, heads, queries, size, keys: c.inputShape(1)[2] ?? 1, valueSize: c.inputShape(2)[3] ?? 1 };
}

export const flexAttention = defineOperator({
  op: "FlexAttention",
  domain: "ai.onnx.preview",
  since: 1,
  attributes: { scale: optional("float"), softmax_precision: optional("int") },
  inputs: [{ name: "Q" }, { name: "K" }, { name: "V" }],
  outputs: ["Y"],
  infer(c) {
    type Four = readonly [(typeof q)[0], (typeof q)[0], (typeof q)[0], (typeof q)[0]];
    const q = requireRank(c, 0, [4], layout);
    const [batch, heads, queries, size] = q as Four;
    const [keyBatch, keyHeads, keys, keySize] = requireRank(c, 1, [4], layout) as Four;
    const [valueBatch, valueHeads, values, valueSize] = requireRank(c, 2, [4], layout) as Four;
    requireSame(c, batch, keyBatch, "queries and keys have one batch size");
    requireSame(c, batch, valueBatch, "queries and values have one batch size");
    requireSame(c, keyHeads, valueHeads, "keys and values have the same heads");
    requireSame(c, keys, values, "there is a value for every key");
    requireSame(c, size, keySize, "queries and keys have one head size");
    if (!c.requireDivisible(heads, keyHeads, "query heads share key heads evenly")) {
      c.fail("shape/groups", { what: "query heads", channels: c.text(heads), groups: c.text(keyHeads) });
    }
    return [{ dtype: c.input(0).dtype, shape: [batch, heads, queries, valueSize] }];
  },
  /** Both products, the scaling of the scores and their softmax; the subgraphs are counted apart. */
  cost(c): NodeCost {
    const sizes = sizesOf(c);
    const scores = scoreShape(sizes);
    return {
      macs: attentionProducts(sizes),
      flops: {
        activation: perElement(scores, 4),
        transcendental: perElement(scores),
        "element-wise": perElement(scores),
      },
    };
  },
  reach: () => "global",
});
