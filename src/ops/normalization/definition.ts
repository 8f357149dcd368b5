/**
 * Normalisation over the elements themselves: layer, group, instance, root mean square, mean and variance, p-norm.
 * Costs count the textbook formula over groups of elements that share their statistics.
 */
import type { Dim, Formula } from "../../dim/index.js";
import { required, withDefault } from "../attribute.js";
import { reachOfAxes, resolveAxes, resolveAxis, wrapAxis } from "../axis.js";
import { requireBroadcastTo } from "../broadcast.js";
import { type AnyRuleContext, type CostContext, defineOperator } from "../definition.js";
import { perElement } from "../elements.js";

const epsilon = withDefault("float", 1e-5);
/** Element type of the statistics, by its ONNX number; float32. */
const stashType = withDefault("int", 1);

/** `each` operations per element and `shared` for every group of elements with statistics of its own. */
function normalisation(shape: readonly Dim[], each: number, groups: readonly Dim[], shared: number): Formula {
  const perGroup = [
    ...groups.map((value) => ({ role: "group", value })),
    ...(shared === 1 ? [] : [{ role: "each", value: shared }]),
  ];
  return shared === 0 ? perElement(shape, each) : [...perElement(shape, each), { factors: perGroup }];
}

/**
 * (x - mean)·(1 / sqrt(variance + epsilon)): per element an addition to the mean, a subtraction, a square, an addition
 * to the variance, a multiplication; per group two divisions (within n additions: n - 1 and one division each), and the
 * epsilon, the root and the reciprocal. Then scale and bias.
 */
const standardise = { each: 5, shared: 3 } as const;

function given(c: CostContext, index: number): number {
  return c.inputs[index] === undefined ? 0 : 1;
}

function normalisedAxes(axis: number, rank: number): readonly number[] {
  const first = wrapAxis(axis, rank);
  return Array.from({ length: Math.max(rank - first, 0) }, (_, i) => first + i);
}

/** Checks that an input broadcasts to X. */
function requireFits<D>(c: AnyRuleContext<D>, index: number, name: string): void {
  if (c.inputs[index] === undefined) return;
  requireBroadcastTo(c, { name, shape: c.shape(index) }, { name: "X", shape: c.shape(0) });
}

/** Checks that an input has one element per channel. */
function requirePerChannel<D>(c: AnyRuleContext<D>, index: number, name: string): void {
  const x = c.shape(0);
  const shape = c.shape(index);
  const [size] = shape;
  const channels = x[1];
  if (channels === undefined) {
    c.fail("shape/rank", { op: c.op, input: "X", expected: "batch and channels at least", shape: c.shapeText(x) });
  }
  if (shape.length === 1 && size !== undefined && c.requireEqual(size, channels, `${name} has one element per channel`))
    return;
  c.fail("shape/mismatch", {
    op: c.op,
    left: c.shapeText(x),
    right: c.shapeText(shape),
    leftName: "X",
    rightName: name,
  });
}

export const layerNormalization = defineOperator({
  op: "LayerNormalization",
  since: 17,
  attributes: { axis: withDefault("int", -1), epsilon, stash_type: stashType },
  inputs: [{ name: "X" }, { name: "Scale", role: "weight" }, { name: "B", role: "bias", optional: true }],
  outputs: ["Y", "Mean", "InvStdDev"],
  infer(c) {
    const x = c.shape(0);
    const axis = resolveAxis(c, c.attributes.axis, x.length);
    requireFits(c, 1, "Scale");
    requireFits(c, 2, "B");
    const { dtype } = c.input(0);
    const shape = x.map((size, i) => (i < axis ? size : c.algebra.of(1)));
    const statistics = { dtype: c.attributes.stash_type === 1 ? "float32" : dtype, shape } as const;
    return [{ dtype, shape: x }, ...(c.outputCount > 1 ? [statistics, statistics] : [])];
  },
  cost(c) {
    const x = c.inputShape(0);
    const groups = x.slice(0, wrapAxis(c.attributes.axis, x.length));
    const each = standardise.each + given(c, 1) + given(c, 2);
    return { flops: { normalisation: normalisation(x, each, groups, standardise.shared) } };
  },
  reach: ({ axis }, inputs) => reachOfAxes(normalisedAxes(axis, inputs[0]?.shape?.length ?? 0), inputs),
});

/** x·(1 / sqrt(mean(x²) + epsilon))·scale: a square, an addition, two multiplications. */
export const rmsNormalization = defineOperator({
  op: "RMSNormalization",
  since: 23,
  attributes: { axis: withDefault("int", -1), epsilon, stash_type: stashType },
  inputs: [{ name: "X" }, { name: "scale", role: "weight" }],
  outputs: ["Y"],
  infer(c) {
    const x = c.shape(0);
    resolveAxis(c, c.attributes.axis, x.length);
    requireFits(c, 1, "scale");
    return [{ dtype: c.input(1).dtype, shape: x }];
  },
  cost(c) {
    const x = c.inputShape(0);
    const groups = x.slice(0, wrapAxis(c.attributes.axis, x.length));
    return { flops: { normalisation: normalisation(x, 4, groups, 3) } };
  },
  reach: ({ axis }, inputs) => reachOfAxes(normalisedAxes(axis, inputs[0]?.shape?.length ?? 0), inputs),
});

export const groupNormalization = defineOperator({
  op: "GroupNormalization",
  since: 21,
  attributes: { num_groups: required("int"), epsilon, stash_type: stashType },
  inputs: [{ name: "X" }, { name: "scale", role: "weight" }, { name: "bias", role: "bias" }],
  outputs: ["Y"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const { num_groups } = c.attributes;
    requirePerChannel(c, 1, "scale");
    requirePerChannel(c, 2, "bias");
    const channels = x[1] as (typeof x)[0];
    if (num_groups === undefined || num_groups < 1) {
      const rule = "it must be at least 1";
      c.fail("node/attribute-value", { op: c.op, attribute: "num_groups", value: `${num_groups}`, rule });
    }
    if (!c.requireDivisible(channels, a.of(num_groups), "channels divide into groups")) {
      c.fail("shape/groups", { what: "channels", channels: c.text(channels), groups: `${num_groups}` });
    }
    return [{ dtype: c.input(0).dtype, shape: x }];
  },
  cost(c) {
    const x = c.inputShape(0);
    const groups = [x[0] ?? 1, c.attributes.num_groups];
    return { flops: { normalisation: normalisation(x, standardise.each + 2, groups, standardise.shared) } };
  },
  reach: () => "global",
});

export const instanceNormalization = defineOperator({
  op: "InstanceNormalization",
  since: 22,
  attributes: { epsilon },
  inputs: [{ name: "input" }, { name: "scale", role: "weight" }, { name: "B", role: "bias" }],
  outputs: ["output"],
  infer(c) {
    requirePerChannel(c, 1, "scale");
    requirePerChannel(c, 2, "B");
    return [{ dtype: c.input(0).dtype, shape: c.shape(0) }];
  },
  cost(c) {
    const x = c.inputShape(0);
    return { flops: { normalisation: normalisation(x, standardise.each + 2, x.slice(0, 2), standardise.shared) } };
  },
  reach: () => "global",
});

/** (x - mean) / sqrt(variance): five operations per element; the root per group. */
export const meanVarianceNormalization = defineOperator({
  op: "MeanVarianceNormalization",
  since: 13,
  attributes: { axes: withDefault("ints", [0, 2, 3]) },
  inputs: [{ name: "X" }],
  outputs: ["Y"],
  infer(c) {
    const x = c.shape(0);
    resolveAxes(c, c.attributes.axes, x.length);
    return [{ dtype: c.input(0).dtype, shape: x }];
  },
  cost(c) {
    const x = c.inputShape(0);
    const axes = c.attributes.axes.map((axis) => wrapAxis(axis, x.length));
    return {
      flops: {
        normalisation: normalisation(
          x,
          5,
          x.filter((_, axis) => !axes.includes(axis)),
          1,
        ),
      },
    };
  },
  reach: ({ axes }, inputs) => reachOfAxes(axes, inputs),
});

/** p = 2: a square, an addition and a division per element, and a root less an addition per group; p = 1 has no root. */
export const lpNormalization = defineOperator({
  op: "LpNormalization",
  since: 22,
  attributes: { axis: withDefault("int", -1), p: withDefault("int", 2) },
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const x = c.shape(0);
    const { axis, p } = c.attributes;
    resolveAxis(c, axis, x.length);
    if (p !== 1 && p !== 2) {
      c.fail("node/attribute-value", { op: c.op, attribute: "p", value: `${p}`, rule: "it must be 1 or 2" });
    }
    return [{ dtype: c.input(0).dtype, shape: x }];
  },
  cost(c) {
    const x = c.inputShape(0);
    const axis = wrapAxis(c.attributes.axis, x.length);
    const groups = x.filter((_, i) => i !== axis);
    return { flops: { normalisation: normalisation(x, 3, groups, c.attributes.p === 1 ? -1 : 0) } };
  },
  reach: ({ axis }, inputs) => reachOfAxes([axis], inputs),
});
