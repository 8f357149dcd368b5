/** Normalisation layers. */
import type { Tensor } from "../environment.js";
import { flag, integer, real, required, withFallback } from "../field.js";
import { following } from "../following.js";
import { defineLayer } from "../layer.js";
import type { LayerBuilder } from "../layer-builder.js";
import { activation } from "./activation.js";

const learnt = {
  affine: flag("affine", true),
  trainable: flag("normalisation.trainable", true),
  activation,
} as const;

/** Scale and offset, one each per channel; fixed to 1 and 0 without `affine`. */
function scaleAndOffset(b: LayerBuilder, affine: boolean, channels = b.channels()): readonly [Tensor, Tensor] {
  const kind = affine ? "parameter" : "constant";
  return [
    b.weight("weight", [channels], { kind, initialiser: { type: "ones" } }),
    b.weight("bias", [channels], { kind, initialiser: { type: "zeros" } }),
  ];
}

const batchNorm = defineLayer({
  type: "batch_norm",
  fields: {
    epsilon: real("epsilon", 1e-5),
    momentum: real("momentum", 0.9),
    ...learnt,
  },
  lower(f, b) {
    const [scale, offset] = scaleAndOffset(b, f.affine);
    const mean = b.weight("running_mean", [b.channels()], { kind: "buffer", initialiser: { type: "zeros" } });
    const variance = b.weight("running_var", [b.channels()], { kind: "buffer", initialiser: { type: "ones" } });
    return b.node("BatchNormalization", [b.input, scale, offset, mean, variance], {
      epsilon: f.epsilon,
      momentum: f.momentum,
    });
  },
});

const layerNorm = defineLayer({
  type: "layer_norm",
  fields: {
    axis: withFallback(integer("normalisation.axis", -8, 8), -1),
    epsilon: real("epsilon", 1e-5),
    bias: flag("normalisation.bias", true),
    ...learnt,
  },
  lower(f, b) {
    const shape = b.shape().slice(b.axis(f.axis));
    const kind = f.affine ? "parameter" : "constant";
    const scale = b.weight("weight", shape, { kind, initialiser: { type: "ones" } });
    const offset = f.bias && f.affine ? b.weight("bias", shape, { initialiser: { type: "zeros" } }) : undefined;
    return b.node("LayerNormalization", offset ? [b.input, scale, offset] : [b.input, scale], {
      axis: f.axis,
      epsilon: f.epsilon,
    });
  },
});

const groupNorm = defineLayer({
  type: "group_norm",
  fields: {
    groups: required(integer("normalisation.groups", 1)),
    epsilon: real("epsilon", 1e-5),
    ...learnt,
  },
  lower(f, b) {
    return b.node("GroupNormalization", [b.input, ...scaleAndOffset(b, f.affine)], {
      epsilon: f.epsilon,
      num_groups: f.groups,
    });
  },
});

const instanceNorm = defineLayer({
  type: "instance_norm",
  fields: { epsilon: real("epsilon", 1e-5), ...learnt },
  lower: (f, b) => b.node("InstanceNormalization", [b.input, ...scaleAndOffset(b, f.affine)], { epsilon: f.epsilon }),
});

export const localResponseNorm = defineLayer({
  type: "local_response_norm",
  fields: {
    size: withFallback(integer("size", 1), 5),
    alpha: real("normalisation.alpha", 1e-4),
    beta: real("lrn.beta", 0.75),
    k: real("k", 1),
  },
  lower: (f, b) => b.node("LRN", [b.input], { size: f.size, alpha: f.alpha, beta: f.beta, bias: f.k }),
});

/** Normalisations that `norm:` may name. */
export const norms = [batchNorm, layerNorm, groupNorm, instanceNorm] as const;

const field = following(norms, { id: "norm", text: "A normalisation" });

type Inferred = typeof field;

/** `norm:` of a layer. Named, so that the declarations of the layers stay short. */
export interface NormField extends Inferred {}

export const norm: NormField = field;
