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
  summary: string,
  attributes: Readonly<Record<string, AttributeValue>> = {},
) {
  return defineLayer({ type, summary, fields: {}, lower: (_, b) => b.node(op, [b.input], attributes) });
}

const relu = plain("relu", "Relu", "max(0, x).");
const selu = plain("selu", "Selu", "The self-normalising exponential unit (Klambauer et al., 2017).");
const hardSwish = plain("hard_swish", "HardSwish", "x·max(0, min(1, x/6 + 1/2)).");
const hardSigmoid = plain("hard_sigmoid", "HardSigmoid", "max(0, min(1, x/6 + 1/2)).", {
  alpha: 1 / 6,
  beta: 0.5,
});
const sigmoid = plain("sigmoid", "Sigmoid", "1/(1 + exp(-x)).");
const tanh = plain("tanh", "Tanh", "tanh(x).");
const softplus = plain("softplus", "Softplus", "log(1 + exp(x)).");
const mish = plain("mish", "Mish", "x·tanh(softplus(x)).");

const relu6 = defineLayer({
  type: "relu6",
  summary: "min(6, max(0, x)).",
  fields: {},
  lower: (_, b) => b.node("Clip", [b.input, b.float("min", 0), b.float("max", 6)]),
});

const leakyRelu = defineLayer({
  type: "leaky_relu",
  summary: "x where x >= 0, alpha·x elsewhere.",
  fields: { alpha: real("Slope where x is negative.", 0.01) },
  lower: (f, b) => b.node("LeakyRelu", [b.input], { alpha: f.alpha }),
});

const elu = defineLayer({
  type: "elu",
  summary: "x where x >= 0, alpha·(exp(x) - 1) elsewhere.",
  fields: { alpha: real("Negative limit.", 1) },
  lower: (f, b) => b.node("Elu", [b.input], { alpha: f.alpha }),
});

const gelu = defineLayer({
  type: "gelu",
  summary: "x·Φ(x), Φ the normal distribution function.",
  fields: { approximate: choice("`tanh` for the approximation by tanh.", ["none", "tanh"], "none") },
  lower: (f, b) => b.node("Gelu", [b.input], f.approximate === "none" ? {} : { approximate: f.approximate }),
});

const silu = defineLayer({
  type: "silu",
  summary: "x·sigmoid(x), also called swish.",
  fields: {},
  lower: (_, b) => b.node("Mul", [b.input, b.node("Sigmoid", [b.input], {}, "sigmoid")]),
});

const prelu = defineLayer({
  type: "prelu",
  summary: "x where x >= 0, a learnt multiple of x elsewhere.",
  fields: {
    per_channel: flag("One slope per channel instead of one for all.", false),
    init: initialiser("How the slopes are drawn."),
    trainable: flag("Whether training changes the slopes.", true),
  },
  lower(f, b) {
    const rank = b.shape().length;
    const shape = f.per_channel ? [b.channels(), ...Array.from({ length: rank - 2 }, () => 1)] : [1];
    return b.node("PRelu", [b.input, b.weight("weight", shape, { initialiser: f.init })]);
  },
});

const softmax = defineLayer({
  type: "softmax",
  summary: "exp(x), divided by its sum along an axis.",
  fields: { axis: withFallback(integer("The axis; -1, the last one, if absent.", -8, 8), -1) },
  lower: (f, b) => b.node("Softmax", [b.input], { axis: f.axis }),
});

const logSoftmax = defineLayer({
  type: "log_softmax",
  summary: "The logarithm of softmax.",
  fields: { axis: withFallback(integer("The axis; -1, the last one, if absent.", -8, 8), -1) },
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
