/** Ones on a diagonal, in the shape of the input (ONNX EyeLike). */
import { optional, withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { keptShape } from "../known-value.js";
import { namedDType } from "../quantization/definition.js";
import { requireRank } from "../requirements.js";

export const eyeLike = defineOperator({
  op: "EyeLike",
  since: 22,
  attributes: { dtype: optional("int"), k: withDefault("int", 0) },
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const shape = requireRank(c, 0, [2], "[rows, columns]");
    const dtype = namedDType(c, "dtype", c.attributes.dtype ?? 0) ?? c.input(0).dtype;
    const kept = keptShape(c, shape);
    if (kept === undefined) return [{ dtype, shape }];
    const [rows = 0, columns = 0] = kept;
    const on = dtype === "bool" ? true : 1;
    const off = dtype === "bool" ? false : 0;
    const data = Array.from({ length: rows * columns }, (_, i) =>
      (i % columns) - Math.floor(i / columns) === c.attributes.k ? on : off,
    );
    return [{ dtype, shape, value: { dtype, shape: kept, data } }];
  },
  reach: () => "global",
});
