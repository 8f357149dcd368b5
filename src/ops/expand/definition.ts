/** Repeats axes of size 1 to a given shape (ONNX Expand). */
import { broadcastShapes } from "../broadcast.js";
import { defineOperator } from "../definition.js";
import { broadcastMaps } from "../index-map.js";
import { moveValue, readLength, readPartialDims } from "../known-value.js";

const unknownSizes = (length: number | undefined) =>
  length === undefined ? undefined : Array.from({ length }, () => undefined);

export const expand = defineOperator({
  op: "Expand",
  since: 13,
  attributes: {},
  inputs: [{ name: "input" }, { name: "shape", role: "control" }],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const target = readPartialDims(c, 1) ?? unknownSizes(readLength(c, 1));
    if (target === undefined) return c.unknown("the shape to expand to is not known");
    const missing = target.length - x.length;
    const wanted = target.map((size, axis) => {
      if (size !== undefined) return a.of(size);
      // A size other than 1 cannot be expanded, so it stays.
      const own = x[axis - missing];
      const stays = own !== undefined && typeof a.dim(own) === "number" && a.dim(own) !== 1;
      return stays ? own : c.freshSize(0, axis, "the shape to expand to is not known");
    });
    const shape = broadcastShapes(c, [
      { name: c.input(0).name, shape: x },
      { name: "the given shape", shape: wanted },
    ]);
    const { dtype, value } = c.input(0);
    return [{ dtype, shape, value: moveValue(c, value, shape, (kept) => broadcastMaps(value?.shape ?? [], kept)) }];
  },
});
