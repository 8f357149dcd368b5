/** Crops or pads axes around their centre to given sizes (ONNX CenterCropPad). */
import { optional } from "../attribute.js";
import { resolveAxes } from "../axis.js";
import { defineOperator } from "../definition.js";
import { readLength, readPartialDims } from "../known-value.js";

export const centerCropPad = defineOperator({
  op: "CenterCropPad",
  since: 18,
  attributes: { axes: optional("ints") },
  inputs: [{ name: "input_data" }, { name: "shape", role: "control" }],
  outputs: ["output_data"],
  infer(c) {
    const x = c.shape(0);
    const axes = resolveAxes(c, c.attributes.axes ?? [...x.keys()], x.length);
    const wanted = readPartialDims(c, 1);
    const given = wanted?.length ?? readLength(c, 1) ?? axes.length;
    if (given !== axes.length) {
      c.fail("shape/invalid", { op: c.op, reason: `shape has ${given} elements for ${axes.length} axes` });
    }
    const shape = x.map((size, axis) => {
      const at = axes.indexOf(axis);
      if (at < 0) return size;
      const target = wanted?.[at];
      if (target === undefined) return c.freshSize(0, axis, "the size to crop or pad to is not known");
      if (typeof target === "number" && target < 0) {
        c.fail("shape/negative", { what: `axis ${axis}`, value: `${target}` });
      }
      return c.algebra.of(target);
    });
    return [{ dtype: c.input(0).dtype, shape }];
  },
  reach: () => "global",
});
