/** Activations: element-wise functions, and softmax over an axis. */

import type { AttributeValue } from "../../graph/index.js";
import type { CoreOperator } from "../../ops/index.js";
import { choice, flag, initialiser, integer, real, withFallback } from "../field.js";
import { following } from "../following.js";
import { defineLayer } from "../layer.js";

/** An activation that is one operator without options. */
function plain<const T extends string>(
  type: T,
  op: CoreOperator,
  attributes: Readonly<Record<string, AttributeValue>> = {},
) {
  return defineLayer({ type, fields: {}, lower: (_, b) => b.node(op, [b.input], attributes) });
}

const relu = plain("relu", "Relu");
const selu = plain("selu", "Selu");
const hardSwish = plain("hard_swish", "HardSwish");
const hardSigmoid = plain("hard_sigmoid", "HardSigmoid", {
  alpha: 1 / 6,
  beta: 0.5,
});
const sigmoid = plain("sigmoid", "Sigmoid");
const tanh = plain("tanh", "Tanh");
const softplus = plain("softplus", "Softplus");
const mish = plain("mish", "Mish");

const relu6 = defineLayer({
  type: "relu6",
  fields: {},
  lower: (_, b) => b.node("Clip", [b.input, b.float("min", 0), b.float("max", 6)]),
});

const leakyRelu = defineLayer({
  type: "leaky_relu",
  fields: { alpha: real("leaky.alpha", 0.01) },
  lower: (f, b) => b.node("LeakyRelu", [b.input], { alpha: f.alpha }),
});

const elu = defineLayer({
  type: "elu",
  fields: { alpha: real("elu.alpha", 1) },
  lower: (f, b) => b.node("Elu", [b.input], { alpha: f.alpha }),
});

const gelu = defineLayer({
  type: "gelu",
  fields: { approximate: choice("approximate", ["none", "tanh"], "none") },
  lower: (f, b) => b.node("Gelu", [b.input], f.approximate === "none" ? {} : { approximate: f.approximate }),
});

const silu = defineLayer({
  type: "silu",
  fields: {},
  lower: (_, b) => b.node("Mul", [b.input, b.node("Sigmoid", [b.input], {}, "sigmoid")]),
});

const prelu = defineLayer({
  type: "prelu",
  fields: {
    per_channel: flag("per_channel", false),
    init: initialiser("init"),
    trainable: flag("trainable", true),
  },
  lower(f, b) {
    const rank = b.shape().length;
    const shape = f.per_channel ? [b.channels(), ...Array.from({ length: rank - 2 }, () => 1)] : [1];
    return b.node("PRelu", [b.input, b.weight("weight", shape, { initialiser: f.init })]);
  },
});

const softmax = defineLayer({
  type: "softmax",
  fields: { axis: withFallback(integer("softmax.axis", -8, 8), -1) },
  lower: (f, b) => b.node("Softmax", [b.input], { axis: f.axis }),
});

const logSoftmax = defineLayer({
  type: "log_softmax",
  fields: { axis: withFallback(integer("softmax.axis", -8, 8), -1) },
  lower: (f, b) => b.node("LogSoftmax", [b.input], { axis: f.axis }),
});

/** Every activation: what a layer's `activation:` may name. */
export const activations = [
  relu,
  relu6,
  leakyRelu,
  prelu,
  elu,
  selu,
  gelu,
  silu,
  hardSwish,
  hardSigmoid,
  sigmoid,
  tanh,
  softplus,
  mish,
  softmax,
  logSoftmax,
] as const;

const field = following(activations, { id: "activation", text: "An activation" });

type Inferred = typeof field;

/** `activation:` of a layer. Named, so that the declarations of the layers stay short. */
export interface ActivationField extends Inferred {}

export const activation: ActivationField = field;
