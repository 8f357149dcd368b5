/** Reductions over axes: mean, sum and their like. */
import type { CoreOperator } from "../../ops/index.js";
import { axes, flag, required } from "../field.js";
import { defineLayer } from "../layer.js";
import { activated } from "./shared-fields.js";

const fields = {
  axis: required(axes("reduction.axis")),
  keep_axes: flag("reduction.keep_axes", false),
  ...activated,
} as const;

function reduction<const T extends string>(type: T, op: CoreOperator) {
  return defineLayer({
    type,
    fields,
    lower(f, b) {
      const attributes = f.keep_axes ? {} : { keepdims: 0 };
      return b.node(
        op,
        [
          b.input,
          b.integers(
            "axes",
            f.axis.map((axis) => b.axis(axis)),
          ),
        ],
        attributes,
      );
    },
  });
}

export const reductions = [
  reduction("mean", "ReduceMean"),
  reduction("sum", "ReduceSum"),
  reduction("max", "ReduceMax"),
  reduction("min", "ReduceMin"),
  reduction("product", "ReduceProd"),
  reduction("l2_norm", "ReduceL2"),
] as const;
