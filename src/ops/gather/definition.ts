/** Picks positions along one axis (ONNX Gather): embeddings, and single sizes out of a shape. */
import { withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";
import { gatherMaps } from "../index-map.js";
import { moveValue, readNumbers, reshapeValue } from "../known-value.js";

/** Known positions counted from the front; ends the rule where one is outside the axis. */
export function resolvePositions<D>(c: AnyRuleContext<D>, axis: number, size: D): readonly number[] | undefined {
  const length = c.algebra.dim(size);
  return readNumbers(c, 1)?.map((position) => {
    if (typeof length !== "number") return position;
    if (position < -length || position >= length) {
      const reason = `index ${position} is outside axis ${axis}, which has ${length} elements`;
      c.fail("shape/invalid", { op: c.op, reason }, { hint: `indices go from ${-length} to ${length - 1}` });
    }
    return position < 0 ? position + length : position;
  });
}

export const gather = defineOperator({
  op: "Gather",
  since: 13,
  attributes: { axis: withDefault("int", 0) },
  inputs: [{ name: "data" }, { name: "indices" }],
  outputs: ["output"],
  infer(c) {
    const x = c.shape(0);
    const indices = c.shape(1);
    const axis = resolveAxis(c, c.attributes.axis, x.length);
    const positions = resolvePositions(c, axis, x[axis] as (typeof x)[0]);
    const shape = [...x.slice(0, axis), ...indices, ...x.slice(axis + 1)];
    const { dtype, value } = c.input(0);
    if (value === undefined || positions === undefined) return [{ dtype, shape }];
    const flat = [...x.slice(0, axis), c.algebra.of(positions.length), ...x.slice(axis + 1)];
    const picked = moveValue(c, value, flat, () => gatherMaps(value.shape, axis, positions));
    return [{ dtype, shape, value: reshapeValue(c, picked, shape) }];
  },
  reach({ axis }, inputs) {
    const keepsPlaces = inputs[1]?.shape?.length === 1 && (axis === 0 || axis === 1);
    return keepsPlaces ? "pointwise" : "global";
  },
});
