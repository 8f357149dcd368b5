/** Layer normalisations of onnxruntime's own domain, with a skip connection or embeddings in front. */
import { optional, withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import {
  type AnyRuleContext,
  type CostContext,
  defineOperator,
  type NodeCost,
  type OperatorDefinition,
} from "../definition.js";
import { perElement } from "../elements.js";
import { layerNormalization, rmsNormalization } from "../normalization/definition.js";
import { requireRank, requireRankAtLeast, requireSame, requireShape } from "../requirements.js";
import { domain } from "./activations.js";

/** The cost of normalising the last axis of `shape`, as the ONNX operator counts it; `inputs` after the data are given. */
function lastAxisCost(c: CostContext, like: OperatorDefinition, parameters: readonly number[]): NodeCost {
  const shape = c.outputShape(0);
  const data = { dtype: "float32", shape } as const;
  const inputs = [data, ...parameters.map((index) => c.inputs[index])];
  const context = {
    attributes: { axis: -1 },
    inputs,
    outputs: c.outputs,
    inputShape: () => shape,
    outputShape: () => shape,
  };
  return like.cost?.(context) ?? {};
}

/** input + skip, then a normalisation over the last axis; the sum may be handed on. */
function skipNormalization(op: string, like: OperatorDefinition, shift: boolean): OperatorDefinition {
  const bias = shift ? 4 : 3;
  return defineOperator({
    op,
    domain,
    since: 1,
    attributes: { epsilon: withDefault("float", 1e-12) },
    inputs: [
      { name: "input" },
      { name: "skip" },
      { name: "gamma", role: "weight" },
      ...(shift ? [{ name: "beta", role: "bias", optional: true } as const] : []),
      { name: "bias", role: "bias", optional: true },
    ],
    outputs: ["output", "mean", "inv_std_var", "input_skip_bias_sum"],
    infer(c) {
      const x = requireRankAtLeast(c, 0, 2, "[batch, length, features] or [tokens, features]");
      checkSkip(c, x);
      const features = x.slice(-1);
      for (let index = 2; index <= bias; index++) requireShape(c, index, features, "one number for each feature");
      const { dtype } = c.input(0);
      const statistics = { dtype: "float32", shape: [...x.slice(0, -1), c.algebra.of(1)] } as const;
      const y = { dtype, shape: x };
      return [y, statistics, statistics, y];
    },
    cost(c): NodeCost {
      const { flops } = lastAxisCost(c, like, shift ? [2, 3] : [2]);
      const added = c.inputs[bias] === undefined ? 1 : 2;
      return { flops: { ...flops, "element-wise": perElement(c.outputShape(0), added) } };
    },
    reach: () => "global",
  });
}

/** The skip connection has the input's shape, or lacks its batch. */
function checkSkip<D>(c: AnyRuleContext<D>, x: readonly D[]): void {
  const skip = c.shape(1);
  const from = x.length - skip.length;
  const hasRank = from >= 0 && skip.length > 1;
  const fits = skip.every((size, axis) => {
    if (!hasRank) return false;
    const isBatch = axis === 0 && skip.length === x.length && c.algebra.dim(size) === 1;
    return isBatch || c.requireEqual(size, x[from + axis] as D, "the skip connection has the input's shape");
  });
  if (hasRank && fits) return;
  const shapes = { left: c.shapeText(x), right: c.shapeText(skip), leftName: "input", rightName: "skip" };
  c.fail("shape/mismatch", { op: c.op, ...shapes });
}

export const skipLayerNormalization = skipNormalization("SkipLayerNormalization", layerNormalization, true);

export const skipSimplifiedLayerNormalization = skipNormalization(
  "SkipSimplifiedLayerNormalization",
  rmsNormalization,
  false,
);

/** Exporters write it in ONNX's own domain, though ONNX has RMSNormalization. */
function simplified(inDomain: string | undefined): OperatorDefinition {
  return defineOperator({
    op: "SimplifiedLayerNormalization",
    ...(inDomain !== undefined && { domain: inDomain }),
    since: 1,
    attributes: {
      axis: withDefault("int", -1),
      epsilon: withDefault("float", 1e-5),
      stash_type: withDefault("int", 1),
    },
    inputs: [{ name: "X" }, { name: "scale", role: "weight" }],
    outputs: ["Y", "inv_std_var"],
    infer(c) {
      const x = c.shape(0);
      const axis = resolveAxis(c, c.attributes.axis, x.length);
      requireShape(c, 1, x.slice(axis), "a scale for each normalised element");
      const shape = x.map((size, i) => (i < axis ? size : c.algebra.of(1)));
      return [
        { dtype: c.input(1).dtype, shape: x },
        { dtype: "float32", shape },
      ];
    },
    cost: (c) => rmsNormalization.cost?.(c as never) ?? {},
    reach: () => "global",
  });
}

export const simplifiedLayerNormalization = simplified(undefined);
export const microsoftSimplifiedLayerNormalization = simplified(domain);

export const embedLayerNormalization = defineOperator({
  op: "EmbedLayerNormalization",
  domain,
  since: 1,
  attributes: { epsilon: withDefault("float", 1e-12), mask_index_type: optional("int") },
  inputs: [
    { name: "input_ids" },
    { name: "segment_ids", optional: true },
    { name: "word_embedding", role: "weight" },
    { name: "position_embedding", role: "weight" },
    { name: "segment_embedding", role: "weight", optional: true },
    { name: "gamma", role: "weight" },
    { name: "beta", role: "bias" },
    { name: "mask", optional: true },
    { name: "position_ids", optional: true },
  ],
  outputs: ["output", "mask_index", "embedding_sum"],
  infer(c) {
    const ids = requireRank(c, 0, [2], "[batch, length]");
    const words = requireRank(c, 2, [2], "[words, features]");
    const features = words[1] as (typeof words)[0];
    for (const index of [3, 4]) {
      if (c.inputs[index] === undefined) continue;
      const [, width] = requireRank(c, index, [2], "[positions, features]");
      requireSame(c, features, width as typeof features, "all embeddings have one width");
    }
    requireShape(c, 1, ids, "a segment for each word");
    requireShape(c, 5, [features], "one number for each feature");
    requireShape(c, 6, [features], "one number for each feature");
    requireShape(c, 7, ids, "a mask for each word");
    const y = { dtype: c.input(2).dtype, shape: [...ids, features] };
    return [y, { dtype: c.input(0).dtype, shape: ids.slice(0, 1) }, y];
  },
  cost(c): NodeCost {
    const { flops } = lastAxisCost(c, layerNormalization, [5, 6]);
    const added = c.inputs[4] === undefined ? 1 : 2;
    return { flops: { ...flops, "element-wise": perElement(c.outputShape(0), added) } };
  },
  reach: () => "global",
});
