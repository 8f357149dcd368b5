/** Reductions over axes: mean, sum and their like. */
import type { CoreOperator } from "../../ops/index.js";
import { axes, flag, required } from "../field.js";
import { defineLayer } from "../layer.js";
import { activated } from "./shared-fields.js";

const fields = {
  axis: required(axes("Axes to reduce.")),
  keep_axes: flag("Whether they stay, with size 1.", false),
  ...activated,
} as const;

function reduction<const T extends string>(type: T, op: CoreOperator, summary: string) {
  return defineLayer({
    type,
    summary,
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
  reduction("mean", "ReduceMean", "The mean over some axes."),
  reduction("sum", "ReduceSum", "The sum over some axes."),
  reduction("max", "ReduceMax", "The maximum over some axes."),
  reduction("min", "ReduceMin", "The minimum over some axes."),
  reduction("product", "ReduceProd", "The product over some axes."),
  reduction("l2_norm", "ReduceL2", "The Euclidean length over some axes."),
] as const;
