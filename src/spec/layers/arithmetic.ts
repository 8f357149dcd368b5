/** Element-wise arithmetic on several tensors, and a learnt scale or shift on one. */
import type { CoreOperator } from "../../ops/index.js";
import type { Tensor } from "../environment.js";
import { initialiser } from "../field.js";
import { defineLayer } from "../layer.js";
import type { LayerBuilder } from "../layer-builder.js";
import { activated, trainable } from "./shared-fields.js";

/** Folds a binary operator over all inputs, from the left. */
function fold(b: LayerBuilder, op: CoreOperator): Tensor {
  const [first, ...rest] = b.inputs;
  let result = first ?? b.input;
  rest.forEach((next, index) => {
    const isLast = index === rest.length - 1;
    result = b.node(op, [result, next], {}, isLast ? undefined : `${index}`);
  });
  return result;
}

export const add = defineLayer({
  type: "add",
  takes: "many",
  fields: activated,
  lower: (_, b) => fold(b, "Add"),
});

export const subtract = defineLayer({
  type: "subtract",
  takes: 2,
  fields: activated,
  lower: (_, b) => fold(b, "Sub"),
});

export const multiply = defineLayer({
  type: "multiply",
  takes: "many",
  fields: activated,
  lower: (_, b) => fold(b, "Mul"),
});

export const divide = defineLayer({
  type: "divide",
  takes: 2,
  fields: activated,
  lower: (_, b) => fold(b, "Div"),
});

export const matmul = defineLayer({
  type: "matmul",
  takes: 2,
  fields: activated,
  lower: (_, b) => fold(b, "MatMul"),
});

export const abs = defineLayer({
  type: "abs",
  fields: {},
  lower: (_, b) => b.node("Abs", [b.input]),
});

const perChannel = { init: initialiser("arithmetic.init"), ...trainable, ...activated } as const;

/** One learnt number for each channel, shaped to be broadcast. */
function channelWeight(b: LayerBuilder, init: Parameters<LayerBuilder["weight"]>[2]): Tensor {
  const rank = b.shape().length;
  return b.weight("weight", [b.channels(), ...Array.from({ length: Math.max(0, rank - 2) }, () => 1)], init);
}

export const scale = defineLayer({
  type: "scale",
  fields: perChannel,
  lower: (f, b) => b.node("Mul", [b.input, channelWeight(b, { initialiser: f.init })]),
});

export const shift = defineLayer({
  type: "shift",
  fields: perChannel,
  lower: (f, b) => b.node("Add", [b.input, channelWeight(b, { initialiser: f.init })]),
});

export const identity = defineLayer({
  type: "identity",
  fields: activated,
  lower: (_, b) => b.input,
});
