/** Layers that only act in training. */
import { real } from "../field.js";
import { defineLayer } from "../layer.js";

const rate = { rate: real("Share of what is dropped in training.", 0.5) };

export const dropout = defineLayer({
  type: "dropout",
  summary: "Drops single elements in training (Srivastava et al., 2014); passes everything on in inference.",
  fields: rate,
  lower: (f, b) => b.node("Dropout", [b.input, b.float("ratio", f.rate)]),
});

export const stochasticDepth = defineLayer({
  type: "stochastic_depth",
  summary:
    "Drops whole examples of a residual branch in training (Huang et al., 2016); passes everything on in inference.",
  fields: rate,
  lower: (f, b) => b.node("Dropout", [b.input, b.float("ratio", f.rate)]),
});
