/** Convolution whose kernel positions are moved by learnt offsets (ONNX DeformConv; Dai et al. 2017, Zhu et al. 2018). */
import { withDefault } from "../attribute.js";
import { convolutionProducts, convolutionWeightOrder, inferConvolution } from "../conv/definition.js";
import { defineOperator } from "../definition.js";
import { perElement } from "../elements.js";
import { requireParts, requireShape } from "../requirements.js";
import { kernelOf, windowAttributes } from "../window.js";

const { dilations, kernel_shape, pads, strides } = windowAttributes;

export const deformConv = defineOperator({
  op: "DeformConv",
  since: 22,
  attributes: {
    dilations,
    group: withDefault("int", 1),
    kernel_shape,
    offset_group: withDefault("int", 1),
    pads,
    strides,
  },
  inputs: [
    { name: "X" },
    { name: "W", role: "weight", order: convolutionWeightOrder },
    { name: "offset" },
    { name: "B", role: "bias", optional: true },
    { name: "mask", optional: true },
  ],
  outputs: ["Y"],
  infer(c) {
    const a = c.algebra;
    const shape = inferConvolution(c);
    const { offset_group } = c.attributes;
    requireParts(c, c.shape(0)[1] as (typeof shape)[0], offset_group, "channels divide into offset groups");
    const kernel = kernelOf(c.shape(1).map((size) => a.dim(size))) ?? c.attributes.kernel_shape;
    if (kernel !== undefined) {
      const positions = offset_group * kernel.reduce((product, size) => product * size, 1);
      const [batch, , ...spatial] = shape as readonly [(typeof shape)[0], ...(typeof shape)[0][]];
      const perPosition = (count: number) => [batch, a.of(count), ...spatial];
      requireShape(c, 2, perPosition(kernel.length * positions), "an offset along each axis for every kernel position");
      requireShape(c, 4, perPosition(positions), "a weight for every kernel position");
    }
    return [{ dtype: c.input(0).dtype, shape }];
  },
  /**
   * The products of the convolution; each sampled position is a sum of the 2^axes corners around it: a multiplication
   * for each and one addition fewer; a mask multiplies once more.
   */
  cost(c) {
    const macs = [{ factors: convolutionProducts(c.inputShape(1), c.outputShape(0)) }];
    const kernel = c.inputShape(1).slice(2);
    const corners = 2 * 2 ** kernel.length - 1 + (c.inputs[4] === undefined ? 0 : 1);
    const sampled = [...c.inputShape(0).slice(0, 2), ...c.outputShape(0).slice(2), ...kernel];
    return {
      macs,
      flops: {
        "element-wise": perElement(sampled, corners),
        ...(c.inputs[3] !== undefined && { bias: perElement(c.outputShape(0)) }),
      },
    };
  },
  reach: () => "global",
});
