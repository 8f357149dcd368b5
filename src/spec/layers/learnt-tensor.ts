/** Tables of learnt vectors, and learnt tensors that stand alone. */
import { flag, initialiser, required, size, sizes } from "../field.js";
import { defineLayer } from "../layer.js";
import { expandTo } from "./movement.js";
import { trainable } from "./shared-fields.js";

const init = { init: initialiser("tensor.init"), ...trainable } as const;

export const embedding = defineLayer({
  type: "embedding",
  fields: {
    vocabulary: required(size("vocabulary")),
    dimension: required(size("tensor.dimension")),
    ...init,
  },
  lower(f, b) {
    const table = b.weight("weight", [f.vocabulary, f.dimension], { initialiser: f.init, dtype: "float32" });
    return b.node("Gather", [table, b.input], { axis: 0 });
  },
});

export const parameter = defineLayer({
  type: "parameter",
  takes: 0,
  fields: {
    shape: required(sizes("shape")),
    batch: flag("batch", false),
    buffer: flag("buffer", false),
    ...init,
  },
  lower(f, b) {
    const kind = f.buffer ? "buffer" : "parameter";
    const shape = f.batch ? [1, ...f.shape] : f.shape;
    const weight = b.weight("weight", shape, { initialiser: f.init, kind, dtype: "float32" });
    return f.batch ? expandTo(b, weight, [b.batch, ...f.shape]) : weight;
  },
});
