/** Reads the same bits as another element type (ONNX BitCast). */
import { dtypes } from "../../tensor/index.js";
import { required } from "../attribute.js";
import { dtypeOfNumber } from "../cast/definition.js";
import { defineOperator } from "../definition.js";

export const bitCast = defineOperator({
  op: "BitCast",
  since: 26,
  attributes: { to: required("int") },
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const { to } = c.attributes;
    const { dtype: from } = c.input(0);
    const dtype = dtypeOfNumber(to);
    const bits = dtypes[from].bits;
    if (dtype === undefined || bits === null || dtypes[dtype].bits !== bits) {
      const width = bits === null ? "which strings do not have" : `of ${bits} bits, like ${from}`;
      const rule = `it must be the number of an element type ${width}`;
      const value = dtype === undefined ? `${to}` : `${to} (${dtype})`;
      return c.fail("node/attribute-value", { op: c.op, attribute: "to", value, rule });
    }
    return [{ dtype, shape: c.shape(0) }];
  },
});
