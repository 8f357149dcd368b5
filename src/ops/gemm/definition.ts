/** Matrix product with a bias (ONNX Gemm): dense layers. */
import { withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";

export const gemm = defineOperator({
  op: "Gemm",
  since: 13,
  summary: "Multiplies two matrices, scales the product and adds a bias.",
  attributes: {
    alpha: withDefault("float", 1),
    beta: withDefault("float", 1),
    transA: withDefault("int", 0),
    transB: withDefault("int", 0),
  },
  inputs: [
    { name: "A" },
    { name: "B", role: "weight", order: (_, attributes) => (attributes.transB === 1 ? [1, 0] : [0, 1]) },
    { name: "C", role: "bias", optional: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const a = c.shape(0);
    const b = c.shape(1);
    for (const [input, shape] of [
      ["A", a],
      ["B", b],
    ] as const) {
      if (shape.length !== 2)
        c.fail(
          "shape/rank",
          { op: c.op, input, expected: "a matrix", shape: c.shapeText(shape) },
          { hint: "flatten the input first" },
        );
    }
    const [rows, inner] = (c.attributes.transA === 1 ? [a[1], a[0]] : a) as readonly [(typeof a)[0], (typeof a)[0]];
    const [weightInner, columns] = (c.attributes.transB === 1 ? [b[1], b[0]] : b) as readonly [
      (typeof a)[0],
      (typeof a)[0],
    ];
    if (!c.requireEqual(inner, weightInner, "the weight fixes the number of input features")) {
      c.fail("shape/inner", {
        op: c.op,
        left: c.shapeText(a),
        right: c.shapeText(b),
        leftSize: c.text(inner),
        rightSize: c.text(weightInner),
      });
    }
    return [{ dtype: c.input(0).dtype, shape: [rows, columns] }];
  },
  cost(c) {
    const [rows = 1, columns = 1] = c.outputShape(0);
    const inner = c.inputShape(0)[c.attributes.transA === 1 ? 0 : 1] ?? 1;
    const batch = { role: "batch", value: rows };
    const out = { role: "out", value: columns };
    const macs = [{ factors: [batch, { role: "in", value: inner }, out] }];
    return { macs, flops: c.inputs[2] === undefined ? {} : { bias: [{ factors: [batch, out] }] } };
  },
  reach: () => "global",
});
