/** Tensors that the graph itself contains (ONNX Constant, ConstantOfShape). */
import type { KnownValue } from "../../tensor/index.js";
import { optional } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { filledValue, readLength, readPartialDims } from "../known-value.js";

const constantAttributes = {
  value: optional("tensor"),
  value_float: optional("float"),
  value_floats: optional("floats"),
  value_int: optional("int"),
  value_ints: optional("ints"),
  value_string: optional("string"),
  value_strings: optional("strings"),
} as const;

interface Given {
  readonly value?: KnownValue | undefined;
  readonly value_float?: number | undefined;
  readonly value_floats?: readonly number[] | undefined;
  readonly value_int?: number | undefined;
  readonly value_ints?: readonly number[] | undefined;
  readonly value_string?: string | undefined;
  readonly value_strings?: readonly string[] | undefined;
}

/** The tensors that the attributes give: exactly one in a valid node. */
function givenValues(given: Given): readonly KnownValue[] {
  const { value_float: float, value_int: int, value_string: string } = given;
  const { value_floats: floats, value_ints: ints, value_strings: strings } = given;
  return [
    ...(given.value === undefined ? [] : [given.value]),
    ...(float === undefined ? [] : [{ dtype: "float32", shape: [], data: [Math.fround(float)] } as const]),
    ...(floats === undefined
      ? []
      : [{ dtype: "float32", shape: [floats.length], data: floats.map(Math.fround) } as const]),
    ...(int === undefined ? [] : [{ dtype: "int64", shape: [], data: [int] } as const]),
    ...(ints === undefined ? [] : [{ dtype: "int64", shape: [ints.length], data: ints } as const]),
    ...(string === undefined ? [] : [{ dtype: "string", shape: [], data: [string] } as const]),
    ...(strings === undefined ? [] : [{ dtype: "string", shape: [strings.length], data: strings } as const]),
  ];
}

export const constant = defineOperator({
  op: "Constant",
  since: 25,
  attributes: constantAttributes,
  inputs: [],
  outputs: ["output"],
  infer(c) {
    const [value, ...more] = givenValues(c.attributes);
    if (value === undefined || more.length > 0) {
      const reason = `exactly one of ${Object.keys(constantAttributes).join(", ")} must be given, found ${more.length + (value ? 1 : 0)}`;
      return c.fail("shape/invalid", { op: c.op, reason });
    }
    const shape = value.shape.map((axis) => c.algebra.of(axis));
    return [{ dtype: value.dtype, shape, ...(value.data.length <= c.elementLimit && { value }) }];
  },
});

export const constantOfShape = defineOperator({
  op: "ConstantOfShape",
  since: 25,
  attributes: { value: optional("tensor") },
  inputs: [{ name: "input", role: "control" }],
  outputs: ["output"],
  infer(c) {
    const { dtype, data } = c.attributes.value ?? { dtype: "float32", data: [0] };
    if (data.length !== 1) {
      const rule = "it must have one element";
      c.fail("node/attribute-value", { op: c.op, attribute: "value", value: `a tensor of ${data.length}`, rule });
    }
    const target = readPartialDims(c, 0);
    const rank = target?.length ?? readLength(c, 0);
    if (rank === undefined) return c.unknown("the shape is not known");
    const shape = Array.from({ length: rank }, (_, axis) => {
      const wanted = target?.[axis];
      if (wanted === undefined) return c.freshSize(0, axis, "the shape is not known");
      if (typeof wanted === "number" && wanted < 0)
        c.fail("shape/negative", { what: `axis ${axis}`, value: `${wanted}` });
      return c.algebra.of(wanted);
    });
    return [{ dtype, shape, value: filledValue(c, dtype, shape, data[0]) }];
  },
  reach: () => "global",
});
