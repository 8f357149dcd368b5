/** Turns positions into vectors with one element switched on (ONNX OneHot). */
import type { KnownValue } from "../../tensor/index.js";
import { withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";
import { stridesOf } from "../index-map.js";
import { keptShape, readNumbers, readSize } from "../known-value.js";
import { requireSingle } from "../requirements.js";

/** The known vectors, where indices, depth and both values are known; an index outside the depth switches none on. */
function hotValue<D>(c: AnyRuleContext<D>, axis: number, shape: readonly D[]): KnownValue | undefined {
  const kept = keptShape(c, shape);
  const indices = readNumbers(c, 0);
  const { dtype, value } = c.input(2);
  if (kept === undefined || indices === undefined || value === undefined) return undefined;
  const depth = kept[axis] ?? 0;
  const inner = stridesOf(kept)[axis] ?? 1;
  const [off, on] = value.data;
  const count = kept.reduce((product, size) => product * size, 1);
  const data = Array.from({ length: count }, (_, flat) => {
    const position = Math.floor(flat / inner) % depth;
    const index = indices[Math.floor(flat / (inner * depth)) * inner + (flat % inner)] ?? 0;
    return position === (index < 0 ? index + depth : index) ? on : off;
  });
  return { dtype, shape: kept, data };
}

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
    requireSingle(c, 1);
    const depth = readSize(c, 1) ?? c.freshSize(0, axis, "the depth is not known");
    const shape = [...x.slice(0, axis), depth, ...x.slice(axis)];
    return [{ dtype: c.input(2).dtype, shape, value: hotValue(c, axis, shape) }];
  },
  reach: () => "global",
});
