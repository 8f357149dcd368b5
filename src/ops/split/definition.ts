/** Cuts a tensor into pieces along an axis (ONNX Split). */
import { optional, withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { defineOperator, type RuleContext } from "../definition.js";
import { gatherMaps } from "../index-map.js";
import { moveValue, readDims } from "../known-value.js";

const attributes = { axis: withDefault("int", 0), num_outputs: optional("int") } as const;

/** Sizes of the pieces: given ones, or `ceil(size / pieces)` with a smaller last one. */
function pieceSizes<D>(c: RuleContext<typeof attributes, D>, size: D, axis: number): readonly D[] {
  const a = c.algebra;
  const count = c.attributes.num_outputs ?? c.outputCount;
  if (c.inputs[1] !== undefined) {
    const given = readDims(c, 1);
    if (given === undefined) {
      return Array.from({ length: c.outputCount }, (_, i) =>
        c.freshSize(i, axis, "the sizes of the split are not known"),
      );
    }
    const sizes = given.map((piece) => a.of(piece));
    const total = sizes.reduce((sum, piece) => a.add(sum, piece), a.of(0));
    if (!c.requireEqual(total, size, `the pieces fill axis ${axis}`)) {
      const reason = `the pieces ${given.map((piece) => c.text(a.of(piece))).join(" + ")} make ${c.text(total)}`;
      c.fail("shape/invalid", { op: c.op, reason: `${reason}, but axis ${axis} has ${c.text(size)}` });
    }
    return sizes;
  }
  if (count < 1)
    c.fail("node/attribute-value", {
      op: c.op,
      attribute: "num_outputs",
      value: `${count}`,
      rule: "it must be at least 1",
    });
  requireOutputs(c, count);
  const piece = a.ceilDiv(size, a.of(count));
  const last = a.sub(size, a.mul(a.of(count - 1), piece));
  if (!c.requireAtLeast(last, a.of(0), "the last piece is not negative")) {
    const reason = `${count} pieces of ceil(${c.text(size)}/${count}) = ${c.text(piece)} exceed axis ${axis}`;
    c.fail("shape/invalid", { op: c.op, reason }, { hint: "ask for fewer pieces" });
  }
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : piece));
}

function requireOutputs<D>(c: RuleContext<typeof attributes, D>, count: number): void {
  if (count === c.outputCount) return;
  c.fail("node/arity", { op: c.op, what: "outputs", expected: `${count}`, actual: `${c.outputCount}` });
}

export const split = defineOperator({
  op: "Split",
  since: 18,
  attributes,
  inputs: [{ name: "input" }, { name: "split", role: "control", optional: true }],
  outputs: ["outputs..."],
  infer(c) {
    const x = c.shape(0);
    const axis = resolveAxis(c, c.attributes.axis, x.length);
    const { dtype, value } = c.input(0);
    const sizes = pieceSizes(c, x[axis] as (typeof x)[0], axis);
    requireOutputs(c, sizes.length);
    let start: number | undefined = 0;
    return sizes.map((size) => {
      const shape = x.map((other, i) => (i === axis ? size : other));
      const length = c.algebra.dim(size);
      const from = start;
      start = from !== undefined && typeof length === "number" ? from + length : undefined;
      if (value === undefined || from === undefined || typeof length !== "number") return { dtype, shape };
      const positions = Array.from({ length }, (_, i) => from + i);
      return { dtype, shape, value: moveValue(c, value, shape, () => gatherMaps(value.shape, axis, positions)) };
    });
  },
  reach: ({ axis }) => (axis === 0 || axis === 1 ? "pointwise" : "global"),
});
