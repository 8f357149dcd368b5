/** Layers that only act in training. */
import { real } from "../field.js";
import { defineLayer } from "../layer.js";

const rate = { rate: real("rate", 0.5) };

export const dropout = defineLayer({
  type: "dropout",
  fields: rate,
  lower: (f, b) => b.node("Dropout", [b.input, b.float("ratio", f.rate)]),
});

export const stochasticDepth = defineLayer({
  type: "stochastic_depth",
  fields: rate,
  lower: (f, b) => b.node("Dropout", [b.input, b.float("ratio", f.rate)]),
});
