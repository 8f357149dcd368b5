/** The places of the elements that are not zero (ONNX NonZero). */
import type { Scalar } from "../../tensor/index.js";
import { defineOperator } from "../definition.js";
import { stridesOf } from "../index-map.js";
import { boundedBy, productOf } from "../requirements.js";

/** Whether an element is zero; undefined where it is not known. */
function isZero(element: Scalar): boolean | undefined {
  if (typeof element === "string") return element === "";
  if (element === undefined || typeof element === "object") return undefined;
  return !element;
}

export const nonZero = defineOperator({
  op: "NonZero",
  since: 13,
  attributes: {},
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const { value } = c.input(0);
    const zeros = value?.data.map(isZero);
    if (value !== undefined && zeros?.every((zero) => zero !== undefined)) {
      const places = zeros.flatMap((zero, offset) => (zero ? [] : [offset]));
      const data = stridesOf(value.shape).flatMap((stride, axis) =>
        places.map((offset) => Math.floor(offset / stride) % (value.shape[axis] ?? 1)),
      );
      const shape = [value.shape.length, places.length];
      return [{ dtype: "int64", shape: shape.map((size) => a.of(size)), value: { dtype: "int64", shape, data } }];
    }
    const reason = "the data decides how many elements are not zero";
    const count = c.freshSize(0, 1, reason, boundedBy(c, productOf(c, x)));
    return [{ dtype: "int64", shape: [a.of(x.length), count] }];
  },
  reach: () => "global",
});
