/** Rotary positions of onnxruntime's own domain, older than ONNX's: the positions are its second input. */
import { withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { inferRotation, rotationCost } from "../rotary-embedding/definition.js";
import { domain } from "./activations.js";

export const microsoftRotaryEmbedding = defineOperator({
  op: "RotaryEmbedding",
  domain,
  since: 1,
  attributes: {
    interleaved: withDefault("int", 0),
    is_packed_batching: withDefault("int", 0),
    num_heads: withDefault("int", 0),
    rotary_embedding_dim: withDefault("int", 0),
    scale: withDefault("float", 1),
  },
  inputs: [
    { name: "input" },
    { name: "position_ids" },
    { name: "cos_cache", role: "control" },
    { name: "sin_cache", role: "control" },
  ],
  outputs: ["output"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: inferRotation(c, c.attributes.num_heads) }],
  cost: (c) => rotationCost(c.outputShape(0)),
  reach: () => "global",
});
