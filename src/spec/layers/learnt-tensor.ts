/** Tables of learnt vectors, and learnt tensors that stand alone. */
import { flag, initialiser, required, size, sizes } from "../field.js";
import { defineLayer } from "../layer.js";
import { expandTo } from "./movement.js";
import { trainable } from "./shared-fields.js";

const init = { init: initialiser("How it is drawn."), ...trainable } as const;

export const embedding = defineLayer({
  type: "embedding",
  summary: "Replaces whole numbers by learnt vectors.",
  fields: {
    vocabulary: required(size("How many vectors: inputs are 0 to one less.")),
    dimension: required(size("Length of each vector.")),
    ...init,
  },
  lower(f, b) {
    const table = b.weight("weight", [f.vocabulary, f.dimension], { initialiser: f.init, dtype: "float32" });
    return b.node("Gather", [table, b.input], { axis: 0 });
  },
});

export const parameter = defineLayer({
  type: "parameter",
  summary: "A learnt tensor that depends on no input, such as a class token or a table of positions.",
  takes: 0,
  fields: {
    shape: required(sizes("Its shape.")),
    batch: flag("Whether it is repeated for each example of the batch, as an axis in front.", false),
    buffer: flag("Whether it is fixed: kept with the network, but no parameter.", false),
    ...init,
  },
  lower(f, b) {
    const kind = f.buffer ? "buffer" : "parameter";
    const shape = f.batch ? [1, ...f.shape] : f.shape;
    const weight = b.weight("weight", shape, { initialiser: f.init, kind, dtype: "float32" });
    return f.batch ? expandTo(b, weight, [b.batch, ...f.shape]) : weight;
  },
});
