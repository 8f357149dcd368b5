/** Writes updates into a copy of a tensor at given places (ONNX ScatterElements, ScatterND, TensorScatter). */
import type { KnownValue } from "../../tensor/index.js";
import { twoArguments } from "../arithmetic.js";
import { oneOf, withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import {
  type AnyRuleContext,
  type CostContext,
  defineOperator,
  type NodeCost,
  type RuleContext,
} from "../definition.js";
import { countsAsFlops, requireOneType } from "../element-types.js";
import { perElement } from "../elements.js";
import { gatherElementOffsets, gatherNdOffsets } from "../index-map.js";
import { readNumbers } from "../known-value.js";
import { requireRank, requireRankAtLeast, requireSame, requireShape } from "../requirements.js";
import { applyScalar, type ScalarFunction } from "../scalar.js";

const attributes = { reduction: oneOf("none", "add", "mul", "max", "min") } as const;

const reductions: Readonly<Record<string, ScalarFunction>> = {
  add: twoArguments.Add,
  mul: twoArguments.Mul,
  max: twoArguments.Max,
  min: twoArguments.Min,
};

const inputs = [{ name: "data" }, { name: "indices" }, { name: "updates" }] as const;

/** The data with `updates` written (or joined) at `offsets`; undefined where something is not known. */
function scatterValue<D>(
  c: AnyRuleContext<D>,
  reduction: string,
  offsets: readonly number[] | undefined,
): KnownValue | undefined {
  const [value, updates] = [c.input(0).value, c.input(2).value];
  if (value === undefined || updates === undefined || offsets === undefined) return undefined;
  if (offsets.length !== updates.data.length) return undefined;
  const join = reductions[reduction];
  const data = [...value.data];
  offsets.forEach((offset, i) => {
    if (offset < 0 || offset >= data.length) {
      c.fail("shape/invalid", { op: c.op, reason: "an index is outside the data" });
    }
    const update = updates.data[i];
    data[offset] = join === undefined ? update : applyScalar(join, value.dtype, value.dtype, [data[offset], update]);
  });
  return { ...value, data };
}

type ScatterCost = Omit<CostContext, "attributes"> & { readonly attributes: { readonly reduction: string } };

/** Joining with what is there is one operation for each update. */
function scatterCost(c: ScatterCost): NodeCost {
  if (c.attributes.reduction === "none" || !countsAsFlops(c.inputs)) return {};
  return { flops: { "element-wise": perElement(c.inputShape(2)) } };
}

/** Known positions, those from the end counted from the front. */
function fromFront<D>(c: AnyRuleContext<D>, sizeOf: (position: number) => number): readonly number[] | undefined {
  return readNumbers(c, 1)?.map((index, position) => (index < 0 ? index + sizeOf(position) : index));
}

export const scatterElements = defineOperator({
  op: "ScatterElements",
  since: 18,
  attributes: { ...attributes, axis: withDefault("int", 0) },
  inputs,
  outputs: ["output"],
  infer(c) {
    requireOneType(c, [0, 2]);
    const x = requireRankAtLeast(c, 0, 1, "at least one axis");
    const axis = resolveAxis(c, c.attributes.axis, x.length);
    const indices = requireRank(c, 1, [x.length], `rank ${x.length}, like data,`);
    requireShape(c, 2, indices, "an update for every index");
    indices.forEach((size, i) => {
      if (i === axis || c.requireAtLeast(x[i] as typeof size, size, `indices fit the data along axis ${i}`)) return;
      const shapes = { left: c.shapeText(x), right: c.shapeText(indices), leftName: "data", rightName: "indices" };
      c.fail("shape/mismatch", { op: c.op, ...shapes });
    });
    const { dtype, value } = c.input(0);
    const [shape, at] = [value?.shape, c.input(1).value];
    const positions = fromFront(c, () => shape?.[axis] ?? 0);
    const offsets =
      shape !== undefined && at !== undefined && positions !== undefined
        ? gatherElementOffsets(shape, axis, { shape: at.shape, data: positions })
        : undefined;
    return [{ dtype, shape: x, value: scatterValue(c, c.attributes.reduction, offsets) }];
  },
  cost: scatterCost,
  reach: () => "global",
});

export const scatterNd = defineOperator({
  op: "ScatterND",
  since: 18,
  attributes,
  inputs,
  outputs: ["output"],
  infer(c) {
    requireOneType(c, [0, 2]);
    const x = requireRankAtLeast(c, 0, 1, "at least one axis");
    const indices = requireRankAtLeast(c, 1, 1, "at least one axis");
    const depth = coordinates(c, indices, x.length);
    if (depth !== undefined)
      requireShape(c, 2, [...indices.slice(0, -1), ...x.slice(depth)], "a slice for every index");
    const { dtype, value } = c.input(0);
    const shape = value?.shape;
    const positions = fromFront(c, (position) => shape?.[position % (depth ?? 1)] ?? 0);
    const offsets =
      shape !== undefined && depth !== undefined && positions !== undefined
        ? gatherNdOffsets(shape, depth, positions)
        : undefined;
    return [{ dtype, shape: x, value: scatterValue(c, c.attributes.reduction, offsets) }];
  },
  cost: scatterCost,
  reach: () => "global",
});

/** How many coordinates the last axis of the indices holds; undefined where that is not known. */
export function coordinates<D>(c: AnyRuleContext<D>, indices: readonly D[], most: number): number | undefined {
  const depth = indices.at(-1) as D;
  if (!c.requireAtLeast(c.algebra.of(most), depth, "an index has a coordinate for each of some axes")) {
    const reason = `an index has ${c.text(depth)} coordinates, the data has ${most} axes for them`;
    c.fail("shape/invalid", { op: c.op, reason });
  }
  const known = c.algebra.dim(depth);
  return typeof known === "number" ? known : undefined;
}

const cacheAttributes = { axis: withDefault("int", -2), mode: oneOf("linear", "circular") } as const;

function inferCache<D>(c: RuleContext<typeof cacheAttributes, D>) {
  requireOneType(c, [0, 1]);
  const past = requireRankAtLeast(c, 0, 2, "a batch and a sequence axis");
  const axis = resolveAxis(c, c.attributes.axis, past.length);
  if (axis === 0) {
    const rule = "it cannot be the batch axis";
    c.fail("node/attribute-value", { op: c.op, attribute: "axis", value: `${c.attributes.axis}`, rule });
  }
  const update = requireRank(c, 1, [past.length], `rank ${past.length}, like past_cache,`);
  update.forEach((size, i) => {
    const own = past[i] as D;
    if (i !== axis) return requireSame(c, own, size, `cache and update have one size along axis ${i}`);
    if (c.requireAtLeast(own, size, "the update fits the cache")) return;
    c.fail("shape/invalid", {
      op: c.op,
      reason: `an update of ${c.text(size)} does not fit a cache of ${c.text(own)}`,
    });
  });
  requireShape(c, 2, past.slice(0, 1), "one position for each example");
  return [{ dtype: c.input(0).dtype, shape: past }];
}

export const tensorScatter = defineOperator({
  op: "TensorScatter",
  since: 24,
  attributes: cacheAttributes,
  inputs: [{ name: "past_cache" }, { name: "update" }, { name: "write_indices", optional: true }],
  outputs: ["present_cache"],
  infer: inferCache,
  reach: () => "global",
});
