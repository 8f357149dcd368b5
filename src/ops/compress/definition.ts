/** Keeps the positions of an axis at which a condition holds (ONNX Compress). */
import { optional } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { defineOperator } from "../definition.js";
import { gatherMaps } from "../index-map.js";
import { moveValue } from "../known-value.js";
import { boundedBy, productOf, requireRank, requireRankAtLeast } from "../requirements.js";

export const compress = defineOperator({
  op: "Compress",
  since: 11,
  attributes: { axis: optional("int") },
  inputs: [{ name: "input" }, { name: "condition", role: "control" }],
  outputs: ["output"],
  infer(c) {
    const a = c.algebra;
    const x = requireRankAtLeast(c, 0, 1, "at least one axis");
    const [length] = requireRank(c, 1, [1], "[positions]") as readonly [(typeof x)[0]];
    const { axis: named } = c.attributes;
    const axis = named === undefined ? 0 : resolveAxis(c, named, x.length);
    const source = named === undefined ? [productOf(c, x)] : x;
    const size = source[axis] as (typeof x)[0];
    const { dtype, value } = c.input(0);
    const conditions = c.input(1).value?.data;
    if (conditions?.every((condition) => typeof condition === "boolean")) {
      const positions = conditions.flatMap((condition, position) => (condition ? [position] : []));
      const last = positions.at(-1) ?? -1;
      if (!c.requireAtLeast(size, a.of(last + 1), "the condition is about positions that exist")) {
        const reason = `the condition holds at ${last}, the axis has ${c.text(size)} positions`;
        c.fail("shape/invalid", { op: c.op, reason });
      }
      const shape = source.map((other, i) => (i === axis ? a.of(positions.length) : other));
      const flat = named === undefined && value !== undefined ? { ...value, shape: [value.data.length] } : value;
      const kept = moveValue(c, flat, shape, () => gatherMaps(flat?.shape ?? [], axis, positions));
      return [{ dtype, shape, value: kept }];
    }
    const most = boundedBy(c, a.min(size, length));
    const kept = c.freshSize(0, axis, "the condition decides how many positions are kept", most);
    return [{ dtype, shape: source.map((other, i) => (i === axis ? kept : other)) }];
  },
  reach: () => "global",
});
