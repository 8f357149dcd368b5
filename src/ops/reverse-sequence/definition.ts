/** Reverses the first elements of every sequence of a batch (ONNX ReverseSequence). */
import { withDefault } from "../attribute.js";
import { reachOfAxes, resolveAxis } from "../axis.js";
import { defineOperator } from "../definition.js";
import { requireRankAtLeast, requireShape } from "../requirements.js";

export const reverseSequence = defineOperator({
  op: "ReverseSequence",
  since: 10,
  attributes: { batch_axis: withDefault("int", 1), time_axis: withDefault("int", 0) },
  inputs: [{ name: "input" }, { name: "sequence_lens" }],
  outputs: ["Y"],
  infer(c) {
    const x = requireRankAtLeast(c, 0, 2, "a time and a batch axis");
    const time = resolveAxis(c, c.attributes.time_axis, x.length);
    const batch = resolveAxis(c, c.attributes.batch_axis, x.length);
    if (time === batch) c.fail("shape/invalid", { op: c.op, reason: `axis ${time} cannot be both time and batch` });
    requireShape(c, 1, [x[batch] as (typeof x)[0]], "one length for each example");
    return [{ dtype: c.input(0).dtype, shape: x }];
  },
  reach: ({ time_axis }, inputs) => reachOfAxes([time_axis], inputs),
});
