/** Matrix product with a bias (ONNX Gemm): dense layers. */
import type { Dim, Formula } from "../../dim/index.js";
import { withDefault } from "../attribute.js";
import { requireBroadcastTo } from "../broadcast.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";

/** Which of the two matrices are given transposed. */
export const transposeAttributes = { transA: withDefault("int", 0), transB: withDefault("int", 0) } as const;

interface Transposed {
  readonly transA: number;
  readonly transB: number;
}

type GemmContext<D> = AnyRuleContext<D> & { readonly attributes: Transposed };

/** The shape of the product of the matrices at `left` and `right`. */
export function inferGemm<D>(c: GemmContext<D>, left = 0, right = 1): readonly D[] {
  const a = c.shape(left);
  const b = c.shape(right);
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
  const [rows, inner] = (c.attributes.transA === 1 ? [a[1], a[0]] : a) as readonly [D, D];
  const [weightInner, columns] = (c.attributes.transB === 1 ? [b[1], b[0]] : b) as readonly [D, D];
  if (!c.requireEqual(inner, weightInner, "the weight fixes the number of input features")) {
    c.fail("shape/inner", {
      op: c.op,
      left: c.shapeText(a),
      right: c.shapeText(b),
      leftSize: c.text(inner),
      rightSize: c.text(weightInner),
    });
  }
  return [rows, columns];
}

/** Factors of rows × inner × columns. */
export function gemmProducts(output: readonly Dim[], left: readonly Dim[], { transA }: Transposed): Formula {
  const [rows = 1, columns = 1] = output;
  return [
    {
      factors: [
        { role: "batch", value: rows },
        { role: "in", value: left[transA === 1 ? 0 : 1] ?? 1 },
        { role: "out", value: columns },
      ],
    },
  ];
}

/** One addition for every element of the product. */
export function gemmBias([rows = 1, columns = 1]: readonly Dim[]): Formula {
  return [
    {
      factors: [
        { role: "batch", value: rows },
        { role: "out", value: columns },
      ],
    },
  ];
}

export const gemm = defineOperator({
  op: "Gemm",
  since: 13,
  summary: "Multiplies two matrices, scales the product and adds a bias.",
  attributes: { alpha: withDefault("float", 1), beta: withDefault("float", 1), ...transposeAttributes },
  inputs: [
    { name: "A" },
    { name: "B", role: "weight", order: (_, attributes) => (attributes.transB === 1 ? [1, 0] : [0, 1]) },
    { name: "C", role: "bias", optional: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const shape = inferGemm(c);
    const bias = c.inputs[2];
    // Before opset 7 the bias only broadcast where an attribute said so, and old files leave it out.
    if (bias?.shape) requireBroadcastTo(c, { name: bias.name, shape: bias.shape }, { name: "the product", shape });
    return [{ dtype: c.input(0).dtype, shape }];
  },
  cost: (c) => ({
    macs: gemmProducts(c.outputShape(0), c.inputShape(0), c.attributes),
    flops: c.inputs[2] === undefined ? {} : { bias: gemmBias(c.outputShape(0)) },
  }),
  reach: () => "global",
});
