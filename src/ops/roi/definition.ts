/** Pools every region of interest to one size (ONNX RoiAlign, MaxRoiPool). */
import { oneOf, required, withDefault } from "../attribute.js";
import { type AnyRuleContext, defineOperator, type NodeCost, Uncountable } from "../definition.js";
import { perElement } from "../elements.js";
import { requireRank, requireSame, requireShape, requireSizes } from "../requirements.js";

/** [regions, channels, ...pooled]; a region has so many numbers. */
function inferRegions<D>(c: AnyRuleContext<D>, numbers: number, what: string, pooled: readonly D[]): readonly D[] {
  const x = requireRank(c, 0, [4], "[batch, channels, height, width]");
  const [regions, width] = requireRank(c, 1, [2], `[regions, ${numbers}]`) as readonly [D, D];
  requireSame(c, width, c.algebra.of(numbers), what);
  return [regions, x[1] as D, ...pooled];
}

/** Bilinear samples of 4 corners (4 products, 3 additions) times samples per output, then their mean or maximum. */
function alignCost(shape: Parameters<typeof perElement>[0], samples: number): NodeCost {
  return { flops: { "element-wise": perElement(shape, 7 * samples), pooling: perElement(shape, samples) } };
}

export const roiAlign = defineOperator({
  op: "RoiAlign",
  since: 22,
  attributes: {
    coordinate_transformation_mode: oneOf("half_pixel", "output_half_pixel"),
    mode: oneOf("avg", "max"),
    output_height: withDefault("int", 1),
    output_width: withDefault("int", 1),
    sampling_ratio: withDefault("int", 0),
    spatial_scale: withDefault("float", 1),
  },
  inputs: [{ name: "X" }, { name: "rois" }, { name: "batch_indices" }],
  outputs: ["Y"],
  infer(c) {
    const { output_height, output_width } = c.attributes;
    const pooled = [
      ...requireSizes(c, "output_height", [output_height]),
      ...requireSizes(c, "output_width", [output_width]),
    ];
    const shape = inferRegions(c, 4, "a region has 4 corners", pooled);
    requireShape(c, 2, shape.slice(0, 1), "one batch index for each region");
    return [{ dtype: c.input(0).dtype, shape }];
  },
  cost(c) {
    const { sampling_ratio } = c.attributes;
    if (sampling_ratio < 1) throw new Uncountable("the number of samples depends on the regions' sizes");
    return alignCost(c.outputShape(0), sampling_ratio * sampling_ratio);
  },
  reach: () => "global",
});

export const maxRoiPool = defineOperator({
  op: "MaxRoiPool",
  since: 22,
  attributes: { pooled_shape: required("ints"), spatial_scale: withDefault("float", 1) },
  inputs: [{ name: "X" }, { name: "rois" }],
  outputs: ["Y"],
  infer(c) {
    const { pooled_shape = [] } = c.attributes;
    if (pooled_shape.length !== 2) {
      const rule = "it needs a height and a width";
      c.fail("node/attribute-value", { op: c.op, attribute: "pooled_shape", value: `[${pooled_shape}]`, rule });
    }
    const pooled = requireSizes(c, "pooled_shape", pooled_shape);
    return [{ dtype: c.input(0).dtype, shape: inferRegions(c, 5, "a region is a batch index and 4 corners", pooled) }];
  },
  cost() {
    throw new Uncountable("the number of comparisons depends on the regions' sizes");
  },
  reach: () => "global",
});
