/** Picks one element for every index, along one axis (ONNX GatherElements). */
import { withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { defineOperator } from "../definition.js";
import { resolvePositions } from "../gather/definition.js";
import { gatherElementOffsets } from "../index-map.js";
import { keptShape } from "../known-value.js";

export const gatherElements = defineOperator({
  op: "GatherElements",
  since: 13,
  attributes: { axis: withDefault("int", 0) },
  inputs: [{ name: "data" }, { name: "indices" }],
  outputs: ["output"],
  infer(c) {
    const x = c.shape(0);
    const shape = c.shape(1);
    const axis = resolveAxis(c, c.attributes.axis, x.length);
    if (shape.length !== x.length) {
      c.fail("shape/rank", {
        op: c.op,
        input: "indices",
        expected: `rank ${x.length}, like data,`,
        shape: c.shapeText(shape),
      });
    }
    const positions = resolvePositions(c, axis, x[axis] as (typeof x)[0]);
    const { dtype, value } = c.input(0);
    const kept = keptShape(c, shape);
    if (value === undefined || positions === undefined || kept === undefined) return [{ dtype, shape }];
    const offsets = gatherElementOffsets(value.shape, axis, { shape: kept, data: positions });
    return [{ dtype, shape, value: { dtype, shape: kept, data: offsets.map((offset) => value.data[offset]) } }];
  },
  reach: () => "global",
});
