/** Multi-head attention (Vaswani et al., 2017), with the parameters of PyTorch's module. */
import { type Dim, floorDiv, isDivisible, text } from "../../dim/index.js";
import type { InitialiserChoice } from "../../graph/index.js";
import type { Tensor } from "../environment.js";
import { flag, initialiser, integer, real, required, size, withFallback } from "../field.js";
import { defineLayer } from "../layer.js";
import type { LayerBuilder } from "../layer-builder.js";
import { trainable } from "./shared-fields.js";

interface Projection {
  readonly bias: boolean;
  readonly init: InitialiserChoice | undefined;
}

/** A dense layer along the last axis of [batch, length, features]. */
function project(
  b: LayerBuilder,
  input: Tensor,
  out: Dim,
  { bias, init }: Projection,
  name: string,
  suffix: string | undefined,
): Tensor {
  const weight = b.weight(`${name}.weight`, [b.size(-1, input), out], { initialiser: init });
  if (!bias) return b.node("MatMul", [input, weight], {}, suffix);
  const product = b.node("MatMul", [input, weight], {}, `${name}.matmul`);
  return b.node("Add", [product, b.weight(`${name}.bias`, [out])], {}, suffix);
}

export const multiHeadAttention = defineLayer({
  type: "multi_head_attention",
  takes: "one to three",
  fields: {
    heads: required(integer("heads", 1)),
    dimension: withFallback(size("dimension"), undefined),
    bias: flag("bias", true),
    dropout: real("dropout", 0),
    init: initialiser("attention.init"),
    ...trainable,
  },
  lower(f, b) {
    const query = b.input;
    const key = b.inputs[1] ?? query;
    const value = b.inputs[2] ?? key;
    for (const tensor of [query, key, value]) b.shapeOfRank(3, "batch, length and features", tensor);
    const features = b.size(-1, query);
    const inner = f.dimension ?? features;
    if (isDivisible(inner, f.heads) === false) {
      b.fail("shape/groups", { what: "features", channels: text(inner), groups: `${f.heads} heads in` });
    }
    const headSize = floorDiv(inner, f.heads);
    const heads = (tensor: Tensor, name: string, perm: readonly number[]): Tensor => {
      const projected = project(b, tensor, inner, f, name, `${name}.projection`);
      const split = b.node(
        "Reshape",
        [projected, b.integers(`${name}.shape`, [0, -1, f.heads, headSize])],
        {},
        `${name}.split`,
      );
      return b.node("Transpose", [split], { perm }, `${name}.heads`);
    };
    const q = heads(query, "query", [0, 2, 1, 3]);
    const k = heads(key, "key", [0, 2, 3, 1]);
    const v = heads(value, "value", [0, 2, 1, 3]);
    const scores = b.node("MatMul", [q, k], {}, "scores");
    const scaled =
      typeof headSize === "number"
        ? b.node("Mul", [scores, b.float("scale", 1 / Math.sqrt(headSize))], {}, "scaled")
        : scores;
    let weights = b.node("Softmax", [scaled], { axis: -1 }, "softmax");
    if (f.dropout > 0) weights = b.node("Dropout", [weights, b.float("dropout_ratio", f.dropout)], {}, "dropout");
    const gathered = b.node("MatMul", [weights, v], {}, "gathered");
    const back = b.node("Transpose", [gathered], { perm: [0, 2, 1, 3] }, "back");
    const joined = b.node("Reshape", [back, b.integers("joined.shape", [0, -1, inner])], {}, "joined");
    return project(b, joined, features, f, "out", undefined);
  },
});
