/** Positions of the extremes along an axis (ONNX ArgMax, ArgMin). */
import { withDefault } from "../attribute.js";
import { reachOfAxes, resolveAxis } from "../axis.js";
import { defineOperator, type OperatorDefinition } from "../definition.js";
import { countsAsFlops } from "../element-types.js";
import { elementFactors } from "../elements.js";

function argExtreme(op: string, summary: string): OperatorDefinition {
  return defineOperator({
    op,
    since: 13,
    summary,
    attributes: {
      axis: withDefault("int", 0),
      keepdims: withDefault("int", 1),
      select_last_index: withDefault("int", 0),
    },
    inputs: [{ name: "data" }],
    outputs: ["reduced"],
    infer(c) {
      const x = c.shape(0);
      const axis = resolveAxis(c, c.attributes.axis, x.length);
      const kept = x.map((size, i) => (i === axis ? c.algebra.of(1) : size));
      return [{ dtype: "int64", shape: c.attributes.keepdims === 1 ? kept : x.filter((_, i) => i !== axis) }];
    },
    /** n - 1 comparisons find the extreme of n. */
    cost(c) {
      if (!countsAsFlops(c.inputs)) return {};
      const less = [{ role: "each", value: -1 }, ...elementFactors(c.outputShape(0))];
      return { flops: { reduction: [{ factors: elementFactors(c.inputShape(0)) }, { factors: less }] } };
    },
    reach: ({ axis, keepdims }, inputs) => (keepdims === 1 ? reachOfAxes([axis], inputs) : "global"),
  });
}

export const argMax = argExtreme("ArgMax", "Gives the positions of the greatest elements along an axis.");
export const argMin = argExtreme("ArgMin", "Gives the positions of the least elements along an axis.");
