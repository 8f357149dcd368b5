/** Repeats a tensor along its axes (ONNX Tile). */
import { defineOperator } from "../definition.js";
import { tileMaps } from "../index-map.js";
import { moveValue, readNumbers, readPartialDims } from "../known-value.js";

export const tile = defineOperator({
  op: "Tile",
  since: 13,
  attributes: {},
  inputs: [{ name: "input" }, { name: "repeats", role: "control" }],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const repeats = readPartialDims(c, 1);
    if (repeats !== undefined && repeats.length !== x.length) {
      const reason = `repeats has ${repeats.length} elements for ${x.length} axes`;
      c.fail("shape/invalid", { op: c.op, reason });
    }
    const shape = x.map((size, axis) => {
      const count = repeats?.[axis];
      if (count === undefined) return c.freshSize(0, axis, "the number of repeats is not known");
      if (count === 1) return size;
      if (typeof count === "number" && count < 0) {
        c.fail("shape/negative", { what: `the number of repeats along axis ${axis}`, value: `${count}` });
      }
      return a.mul(size, a.of(count));
    });
    const { dtype, value } = c.input(0);
    const plain = readNumbers(c, 1);
    if (value === undefined || plain === undefined) return [{ dtype, shape }];
    return [{ dtype, shape, value: moveValue(c, value, shape, () => tileMaps(value.shape, plain)) }];
  },
  reach: () => "global",
});
