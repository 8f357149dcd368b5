/** Convolution over any number of spatial axes, grouped and dilated (ONNX Conv). */
import type { Dim, Factor } from "../../dim/index.js";
import { withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { perElement } from "../elements.js";
import { kernelOf, paddedWindows, windowAttributes, windowOutputs } from "../window.js";

/** Axes of a convolution weight in table order: in, width before height, out. */
export function convolutionWeightOrder(rank: number): readonly number[] {
  return [1, ...Array.from({ length: rank - 2 }, (_, i) => rank - 1 - i), 0];
}

export const conv = defineOperator({
  op: "Conv",
  since: 22,
  summary: "Slides learnt kernels over the input and sums the products.",
  attributes: { ...windowAttributes, group: withDefault("int", 1) },
  inputs: [
    { name: "X" },
    { name: "W", role: "weight", order: convolutionWeightOrder },
    { name: "B", role: "bias", optional: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const w = c.shape(1);
    const { group } = c.attributes;
    if (x.length < 3) {
      c.fail("shape/rank", {
        op: c.op,
        input: "X",
        expected: "batch, channels and at least one spatial axis",
        shape: c.shapeText(x),
      });
    }
    if (w.length !== x.length) {
      c.fail("shape/rank", { op: c.op, input: "W", expected: `rank ${x.length}, like X,`, shape: c.shapeText(w) });
    }
    if (group < 1)
      c.fail("node/attribute-value", {
        op: c.op,
        attribute: "group",
        value: `${group}`,
        rule: "it must be at least 1",
      });
    const [batch, channels] = x as readonly [(typeof x)[0], (typeof x)[0]];
    const [out, perGroup] = w as readonly [(typeof x)[0], (typeof x)[0]];
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
    const kernel = kernelOf(w.map((size) => a.dim(size))) ?? c.attributes.kernel_shape;
    if (kernel === undefined) return c.unknown("the kernel's size is not known");
    return [{ dtype: c.input(0).dtype, shape: [batch, out, ...windowOutputs(c, x, kernel)] }];
  },
  cost(c) {
    const macs = convolutionProducts(c.inputShape(1), c.outputShape(0));
    return {
      macs: [{ factors: macs }],
      flops: c.inputs[2] === undefined ? {} : { bias: perElement(c.outputShape(0)) },
    };
  },
  reach(attributes, inputs) {
    const kernel = kernelOf(inputs[1]?.shape ?? []) ?? attributes.kernel_shape ?? [];
    return { windows: paddedWindows(attributes, kernel, inputs[0]?.shape) };
  },
});

/** Factors of batch × output positions × in/groups × kernel × out, in the lecture's order (width before height). */
function convolutionProducts(weight: readonly Dim[], output: readonly Dim[]): Factor[] {
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
