/** Convolution over any number of spatial axes, grouped and dilated (ONNX Conv). */
import type { Dim, Factor } from "../../dim/index.js";
import { type AttributesOf, withDefault } from "../attribute.js";
import { defineOperator, type Reach } from "../definition.js";
import { perElement } from "../elements.js";
import { requireRank, requireRankAtLeast } from "../requirements.js";
import { kernelOf, paddedWindows, type WindowContext, windowAttributes, windowOutputs } from "../window.js";

/** Axes of a convolution weight in table order: in, width before height, out. */
export function convolutionWeightOrder(rank: number): readonly number[] {
  return [1, ...Array.from({ length: rank - 2 }, (_, i) => rank - 1 - i), 0];
}

/** Attributes of every operator that convolves. */
export const convolutionAttributes = { ...windowAttributes, group: withDefault("int", 1) } as const;

type ConvolutionContext<D> = WindowContext<D> & { readonly attributes: { readonly group: number } };

/** The output's shape of a convolution of the inputs at `data` and `weight`. */
export function inferConvolution<D>(c: ConvolutionContext<D>, data = 0, weight = 1): readonly D[] {
  const a = c.algebra;
  const x = requireRankAtLeast(c, data, 3, "batch, channels and at least one spatial axis");
  const w = requireRank(c, weight, [x.length], `rank ${x.length}, like ${c.input(data).name},`);
  const { group } = c.attributes;
  if (group < 1)
    c.fail("node/attribute-value", {
      op: c.op,
      attribute: "group",
      value: `${group}`,
      rule: "it must be at least 1",
    });
  const [batch, channels] = x as readonly [D, D];
  const [out, perGroup] = w as readonly [D, D];
  const expected = a.mul(perGroup, a.of(group));
  if (!c.requireEqual(channels, expected, "the weight fixes the input's channels")) {
    c.fail(
      "shape/channels",
      { input: c.shapeText(x), channels: c.text(channels), weight: c.shapeText(w), expected: c.text(expected) },
      {
        formula: `${c.text(perGroup)} per group × ${group} ${group === 1 ? "group" : "groups"} = ${c.text(expected)}`,
      },
    );
  }
  const outputs = a.dim(out);
  if (typeof outputs === "number" && outputs % group !== 0) {
    c.fail("shape/groups", { what: "output channels", channels: `${outputs}`, groups: `${group}` });
  }
  const written = c.attributes.kernel_shape;
  const kernel = kernelOf(w.map((size) => a.dim(size))) ?? written;
  if (written !== undefined && kernel !== undefined && written.join() !== kernel.join()) {
    const rule = `the weight ${c.shapeText(w)} has a kernel of [${kernel.join(", ")}]`;
    c.fail("node/attribute-value", { op: c.op, attribute: "kernel_shape", value: `[${written.join(", ")}]`, rule });
  }
  if (kernel === undefined) return c.unknown("the kernel's size is not known");
  return [batch, out, ...windowOutputs(c, x, kernel)];
}

/** The reach of a convolution whose weight has this shape. */
export function convolutionReach(
  attributes: AttributesOf<typeof convolutionAttributes>,
  input: readonly Dim[] | null | undefined,
  weight: readonly Dim[] | null | undefined,
): Reach {
  return { windows: paddedWindows(attributes, kernelOf(weight ?? []) ?? attributes.kernel_shape ?? [], input) };
}

export const conv = defineOperator({
  op: "Conv",
  since: 22,
  summary: "Slides learnt kernels over the input and sums the products.",
  attributes: convolutionAttributes,
  inputs: [
    { name: "X" },
    { name: "W", role: "weight", order: convolutionWeightOrder },
    { name: "B", role: "bias", optional: true },
  ],
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: inferConvolution(c) }],
  cost: (c) => ({
    macs: [{ factors: convolutionProducts(c.inputShape(1), c.outputShape(0)) }],
    flops: c.inputs[2] === undefined ? {} : { bias: perElement(c.outputShape(0)) },
  }),
  reach: (attributes, inputs) => convolutionReach(attributes, inputs[0]?.shape, inputs[1]?.shape),
});

/** Factors of batch × output positions × in/groups × kernel × out, in the lecture's order (width before height). */
export function convolutionProducts(weight: readonly Dim[], output: readonly Dim[]): Factor[] {
  const spatial = output.slice(2).reverse();
  const kernel = weight.slice(2).reverse();
  return [
    { role: "batch", value: output[0] ?? 1 },
    ...spatial.map((value) => ({ role: "position", value })),
    { role: "in", value: weight[1] ?? 1 },
    ...kernel.map((value) => ({ role: "kernel", value })),
    { role: "out", value: weight[0] ?? 1 },
  ];
}
