/** Samples an image at the places of a grid (ONNX GridSample; Jaderberg et al., Spatial transformer networks, 2015). */
import { oneOf, withDefault } from "../attribute.js";
import { defineOperator, type NodeCost } from "../definition.js";
import { perElement } from "../elements.js";
import { requireRank, requireRankAtLeast, requireSame } from "../requirements.js";

/** Neighbours along each axis that one sample is mixed from. */
const taps: Readonly<Record<string, number>> = { nearest: 1, linear: 2, cubic: 4 };

export const gridSample = defineOperator({
  op: "GridSample",
  since: 22,
  attributes: {
    align_corners: withDefault("int", 0),
    mode: oneOf("linear", "nearest", "cubic"),
    padding_mode: oneOf("zeros", "border", "reflection"),
  },
  inputs: [{ name: "X" }, { name: "grid" }],
  outputs: ["Y"],
  infer(c) {
    const x = requireRankAtLeast(c, 0, 3, "batch, channels and at least one spatial axis");
    const grid = requireRank(c, 1, [x.length], `rank ${x.length}, like X,`);
    const [batch, channels] = x as readonly [(typeof x)[0], (typeof x)[0]];
    requireSame(c, batch, grid[0] as typeof batch, "there is a grid for each example");
    const coordinates = c.algebra.of(x.length - 2);
    requireSame(c, grid.at(-1) as typeof batch, coordinates, "a place has a coordinate for each spatial axis");
    return [{ dtype: c.input(0).dtype, shape: [batch, channels, ...grid.slice(1, -1)] }];
  },
  /** A multiplication for each neighbour and one addition fewer; the weights are shared by the channels and not counted. */
  cost(c): NodeCost {
    const neighbours = (taps[c.attributes.mode] ?? 1) ** (c.inputShape(0).length - 2);
    return neighbours === 1 ? {} : { flops: { "element-wise": perElement(c.outputShape(0), 2 * neighbours - 1) } };
  },
  reach: () => "global",
});
