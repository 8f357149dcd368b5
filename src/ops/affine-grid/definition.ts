/** The sampling grid of an affine map (ONNX AffineGrid; Jaderberg et al., Spatial transformer networks, 2015). */
import { withDefault } from "../attribute.js";
import { defineOperator } from "../definition.js";
import { perElement } from "../elements.js";
import { readDims, readLength } from "../known-value.js";
import { requireRank, requireSame } from "../requirements.js";

export const affineGrid = defineOperator({
  op: "AffineGrid",
  since: 20,
  attributes: { align_corners: withDefault("int", 0) },
  inputs: [{ name: "theta" }, { name: "size", role: "control" }],
  outputs: ["grid"],
  infer(c) {
    const a = c.algebra;
    const theta = requireRank(c, 0, [3], "[batch, 2, 3] or [batch, 3, 4]");
    const [batch, rows, columns] = theta as readonly [(typeof theta)[0], (typeof theta)[0], (typeof theta)[0]];
    const size = readDims(c, 1);
    const rank = size?.length ?? readLength(c, 1);
    if (rank === undefined) return c.unknown("the number of spatial axes is not known");
    const axes = rank - 2;
    if (axes !== 2 && axes !== 3) {
      c.fail("shape/invalid", { op: c.op, reason: `size names ${rank} axes, 4 (N, C, H, W) or 5 are needed` });
    }
    requireSame(c, rows, a.of(axes), "theta has a row for each spatial axis");
    requireSame(c, columns, a.of(axes + 1), "theta has a column for each spatial axis and one for the shift");
    const [first, , ...spatial] = size ?? [];
    if (first !== undefined) requireSame(c, batch, a.of(first), "there is a map for each example");
    const grid = Array.from({ length: axes }, (_, i) => {
      const known = spatial[i];
      return known === undefined ? c.freshSize(0, i + 1, "the grid's size is not known") : a.of(known);
    });
    return [{ dtype: c.input(0).dtype, shape: [batch, ...grid, a.of(axes)] }];
  },
  /** Every coordinate is a sum of as many products as there are axes, and the shift: 2 operations each. */
  cost(c) {
    const grid = c.outputShape(0);
    return { flops: { "element-wise": perElement(grid, 2 * (grid.length - 2)) } };
  },
  reach: () => "global",
});
