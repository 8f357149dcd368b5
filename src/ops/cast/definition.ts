/** Changes the element type (ONNX Cast, CastLike). */
import { type DType, dtypeNames, dtypes } from "../../tensor/index.js";
import { required, withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { castValue } from "../known-value.js";

const rounding = { round_mode: withDefault("string", "up"), saturate: withDefault("int", 1) } as const;

/** The element type of an ONNX TensorProto.DataType number. */
export function dtypeOfNumber(number: number | undefined): DType | undefined {
  return dtypeNames.find((name) => dtypes[name].onnx === number);
}

export const cast = defineOperator({
  op: "Cast",
  since: 25,
  attributes: { ...rounding, to: required("int") },
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const { to } = c.attributes;
    const dtype = dtypeOfNumber(to);
    if (dtype === undefined) {
      const rule = `it must be the number of an ONNX element type, 1 to ${dtypeNames.length}`;
      return c.fail("node/attribute-value", { op: c.op, attribute: "to", value: `${to}`, rule });
    }
    return [{ dtype, shape: c.shape(0), value: castValue(c, c.input(0).value, dtype) }];
  },
});

export const castLike = defineOperator({
  op: "CastLike",
  since: 25,
  attributes: rounding,
  inputs: [{ name: "input" }, { name: "target_type", role: "control" }],
  outputs: ["output"],
  infer(c) {
    const { dtype } = c.input(1);
    return [{ dtype, shape: c.shape(0), value: castValue(c, c.input(0).value, dtype) }];
  },
});
