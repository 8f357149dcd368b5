/** The k greatest or least elements along an axis (ONNX TopK). */
import { withDefault } from "../attribute.js";
import { reachOfAxes, resolveAxis } from "../axis.js";
import { defineOperator, Uncountable } from "../definition.js";
import { readDims } from "../known-value.js";

export const topK = defineOperator({
  op: "TopK",
  since: 24,
  attributes: { axis: withDefault("int", -1), largest: withDefault("int", 1), sorted: withDefault("int", 1) },
  inputs: [{ name: "X" }, { name: "K", role: "control" }],
  outputs: ["Values", "Indices"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const axis = resolveAxis(c, c.attributes.axis, x.length);
    const size = x[axis] as (typeof x)[0];
    const known = readDims(c, 1)?.[0];
    const most = a.dim(size);
    const bounds = typeof most === "number" ? { max: most } : {};
    if (typeof known === "number" && known < 0) c.fail("shape/negative", { what: "K", value: String(known) });
    const k = known === undefined ? c.freshSize(0, axis, "K is not known", bounds) : a.of(known);
    if (!c.requireAtLeast(size, k, "an axis has at least K elements")) {
      const reason = `K is ${c.text(k)}, but axis ${axis} of ${c.shapeText(x)} has ${c.text(size)} elements`;
      c.fail("shape/invalid", { op: c.op, reason });
    }
    const shape = x.map((other, i) => (i === axis ? k : other));
    return [
      { dtype: c.input(0).dtype, shape },
      { dtype: "int64", shape },
    ];
  },
  cost() {
    throw new Uncountable("the number of comparisons depends on the algorithm and on the data");
  },
  reach: ({ axis }, inputs) => reachOfAxes([axis], inputs),
});
