/** Turns positions into vectors with one element switched on (ONNX OneHot). */
import { withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { defineOperator } from "../definition.js";
import { readDims } from "../known-value.js";

export const oneHot = defineOperator({
  op: "OneHot",
  since: 11,
  summary: "Turns each index into a vector that is on at that index and off elsewhere.",
  attributes: { axis: withDefault("int", -1) },
  inputs: [{ name: "indices" }, { name: "depth", role: "control" }, { name: "values", role: "control" }],
  outputs: ["output"],
  infer(c) {
    const x = c.shape(0);
    const axis = resolveAxis(c, c.attributes.axis, x.length + 1);
    const known = readDims(c, 1)?.[0];
    const depth = known === undefined ? c.freshSize(0, axis, "the depth is not known") : c.algebra.of(known);
    return [{ dtype: c.input(2).dtype, shape: [...x.slice(0, axis), depth, ...x.slice(axis)] }];
  },
  reach: () => "global",
});
