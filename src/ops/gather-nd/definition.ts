/** Picks slices at places given by leading coordinates (ONNX GatherND). */
import { withDefault } from "../attribute.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";
import { elementCount, gatherNdOffsets } from "../index-map.js";
import { keptShape, readNumbers } from "../known-value.js";
import { requireRankAtLeast, requireSame } from "../requirements.js";
import { coordinates } from "../scatter/definition.js";

/** Offsets into the data for every output element, where data, indices and sizes are known. */
function pickedOffsets<D>(c: AnyRuleContext<D>, shape: readonly number[], batch: number, depth: number) {
  const inner = shape.slice(batch);
  const positions = readNumbers(c, 1)?.map((index, i) => (index < 0 ? index + (inner[i % depth] ?? 0) : index));
  if (positions === undefined) return undefined;
  const batches = elementCount(shape.slice(0, batch));
  const perBatch = positions.length / Math.max(depth, 1) / Math.max(batches, 1);
  const start = (tuple: number) => Math.floor(tuple / perBatch) * elementCount(inner);
  return gatherNdOffsets(inner, depth, positions, start);
}

export const gatherNd = defineOperator({
  op: "GatherND",
  since: 13,
  attributes: { batch_dims: withDefault("int", 0) },
  inputs: [{ name: "data" }, { name: "indices" }],
  outputs: ["output"],
  infer(c) {
    const x = requireRankAtLeast(c, 0, 1, "at least one axis");
    const indices = requireRankAtLeast(c, 1, 1, "at least one axis");
    const { batch_dims: batch } = c.attributes;
    if (batch < 0 || batch >= Math.min(x.length, indices.length)) {
      const rule = "it must be at least 0 and below both ranks";
      c.fail("node/attribute-value", { op: c.op, attribute: "batch_dims", value: `${batch}`, rule });
    }
    x.slice(0, batch).forEach((size, axis) => {
      requireSame(c, size, indices[axis] as typeof size, `data and indices have one size along batch axis ${axis}`);
    });
    const depth = coordinates(c, indices, x.length - batch);
    if (depth === undefined) return c.unknown("the number of coordinates of an index is not known");
    const shape = [...indices.slice(0, -1), ...x.slice(batch + depth)];
    const { dtype, value } = c.input(0);
    const kept = keptShape(c, shape);
    if (value === undefined || kept === undefined) return [{ dtype, shape }];
    const offsets = pickedOffsets(c, value.shape, batch, depth);
    if (offsets === undefined || offsets.length !== elementCount(kept)) return [{ dtype, shape }];
    if (offsets.some((offset) => offset < 0 || offset >= value.data.length)) {
      c.fail("shape/invalid", { op: c.op, reason: `an index is outside the data ${c.shapeText(x)}` });
    }
    return [{ dtype, shape, value: { dtype, shape: kept, data: offsets.map((offset) => value.data[offset]) } }];
  },
  reach: () => "global",
});
