/** Layers that move data without computing: reshape, slice, pad and their like. */
import { type Dim, floorDiv, isDivisible, mul, text } from "../../dim/index.js";
import type { KnownValue } from "../../tensor/index.js";
import type { Tensor } from "../environment.js";
import { axes, axis, choice, flag, integer, integers, required, sizes, withFallback } from "../field.js";
import { defineLayer } from "../layer.js";
import type { LayerBuilder } from "../layer-builder.js";
import { activated } from "./shared-fields.js";

/** To the end of an axis: ONNX takes the greatest int64; 2^53 - 1 means the same here. */
const toTheEnd = Number.MAX_SAFE_INTEGER;

const concat = defineLayer({
  type: "concat",
  summary: "Joins its inputs along an axis.",
  takes: "many",
  fields: { axis: withFallback(axis("The axis; channels if absent."), 1), ...activated },
  lower: (f, b) => b.node("Concat", b.inputs, { axis: b.axis(f.axis) }),
});

const reshape = defineLayer({
  type: "reshape",
  summary: "Gives the elements of each example another shape.",
  fields: {
    shape: required(sizes("The shape without the batch; -1 is what is left over.", true)),
    batch: flag("Whether the batch keeps its axis; if not, the shape includes it.", true),
  },
  lower(f, b) {
    const shape = f.batch ? [0, ...f.shape] : f.shape;
    return b.node("Reshape", [b.input, b.integers("shape", shape)]);
  },
});

const permute = defineLayer({
  type: "permute",
  summary: "Puts the axes in another order.",
  fields: { axes: required(integers("The old axes in the new order; 0 is the batch.")) },
  lower: (f, b) => b.node("Transpose", [b.input], { perm: f.axes }),
});

const pad = defineLayer({
  type: "pad",
  summary: "Adds elements around an axis or several.",
  fields: {
    axis: required(axes("Axes to pad.")),
    before: withFallback(integers("How many in front, for each axis; 0 if absent."), [0]),
    after: withFallback(integers("How many behind, for each axis; 0 if absent."), [0]),
    mode: choice("What is added.", ["constant", "reflect", "edge", "wrap"], "constant"),
  },
  lower(f, b) {
    const list = f.axis.map((one) => b.axis(one));
    const each = (amounts: readonly number[]): readonly number[] =>
      amounts.length === 1 ? list.map(() => amounts[0] ?? 0) : amounts;
    const [before, after] = [each(f.before), each(f.after)];
    if (before.length !== list.length || after.length !== list.length) {
      const actual = `${before.length !== list.length ? before.length : after.length}`;
      b.fail("spec/branch-count", { what: "pad", expected: `${list.length} amounts, one for each axis, not`, actual });
    }
    const inputs = [b.input, b.integers("pads", [...before, ...after]), undefined, b.integers("axes", list)];
    return b.node("Pad", inputs, f.mode === "constant" ? {} : { mode: f.mode });
  },
});

const slice = defineLayer({
  type: "slice",
  summary: "A part of an axis.",
  fields: {
    axis: required(axis("The axis.")),
    start: withFallback(integer("First position; negative ones count from the end. 0 if absent.", -toTheEnd), 0),
    end: withFallback(integer("Position behind the last; the end if absent.", -toTheEnd), toTheEnd),
    step: withFallback(integer("Step; 1 if absent.", 1), 1),
  },
  lower(f, b) {
    const parts = { starts: f.start, ends: f.end, axes: b.axis(f.axis), steps: f.step };
    return b.node("Slice", [b.input, ...Object.entries(parts).map(([name, value]) => b.integers(name, [value]))]);
  },
});

const select = defineLayer({
  type: "select",
  summary: "One position of an axis, which then disappears, or several positions.",
  fields: {
    axis: required(axis("The axis.")),
    index: withFallback(integer("The position; negative ones count from the end.", -toTheEnd), undefined),
    indices: withFallback(integers("The positions, where they are several; the axis stays."), undefined),
  },
  lower(f, b) {
    if ((f.index === undefined) === (f.indices === undefined)) {
      b.fail("spec/missing-key", { key: "index", where: "select" }, { hint: "or indices, but not both" });
    }
    return b.node("Gather", [b.input, b.integers("indices", f.indices ?? f.index ?? 0)], { axis: b.axis(f.axis) });
  },
});

const split = defineLayer({
  type: "split",
  summary: "Cuts an axis into parts, `name.0`, `name.1` and so on.",
  fields: {
    axis: withFallback(axis("The axis; channels if absent."), 1),
    parts: withFallback(integer("How many equal parts.", 1, 4096), undefined),
    sizes: withFallback(sizes("The size of each part."), undefined),
  },
  lower(f, b) {
    const at = b.axis(f.axis);
    const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `${index}`);
    if (f.sizes !== undefined && f.parts === undefined) {
      return b.nodes("Split", [b.input, b.integers("sizes", f.sizes)], names(f.sizes.length), { axis: at });
    }
    if (f.parts === undefined || f.sizes !== undefined) {
      return b.fail("spec/missing-key", { key: "parts", where: "split" }, { hint: "or sizes, but not both" });
    }
    if (isDivisible(b.size(at), f.parts) === false) {
      b.fail("shape/groups", { what: `positions of axis ${at}`, channels: text(b.size(at)), groups: `${f.parts}` });
    }
    return b.nodes("Split", [b.input], names(f.parts), { axis: at, num_outputs: f.parts });
  },
});

const expand = defineLayer({
  type: "expand",
  summary: "Repeats axes of size 1.",
  fields: {
    shape: required(sizes("The shape without the batch; axes of size 1 grow to it.")),
  },
  lower: (f, b) => expandTo(b, b.input, [b.shape()[0] ?? 1, ...f.shape]),
});

/** Expands a tensor to a shape. */
export function expandTo(b: LayerBuilder, tensor: Tensor, shape: readonly Dim[], suffix?: string): Tensor {
  return b.node("Expand", [tensor, b.integers("shape", shape)], {}, suffix);
}

const upsample = defineLayer({
  type: "upsample",
  summary: "Enlarges the spatial axes by a factor.",
  fields: {
    scale: withFallback(integers("The factor: one number, or one per spatial axis; 2 if absent.", 1), [2]),
    mode: choice("How new positions get their values.", ["nearest", "linear", "cubic"], "nearest"),
    align_corners: flag("Whether the outermost positions keep their place (linear and cubic).", false),
  },
  lower(f, b) {
    const spatial = b.shape().length - 2;
    const scale = f.scale.length === 1 ? Array.from({ length: spatial }, () => f.scale[0] ?? 1) : f.scale;
    if (scale.length !== spatial) {
      b.fail("spec/branch-count", { what: "upsample", expected: `${spatial} factors, not`, actual: `${scale.length}` });
    }
    const scales: KnownValue = { dtype: "float32", shape: [spatial + 2], data: [1, 1, ...scale] };
    const attributes =
      f.mode === "nearest"
        ? { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" }
        : { mode: f.mode, coordinate_transformation_mode: f.align_corners ? "align_corners" : "half_pixel" };
    return b.node("Resize", [b.input, undefined, b.constant("scales", scales)], attributes);
  },
});

const channelShuffle = defineLayer({
  type: "channel_shuffle",
  summary: "Mixes groups of channels: channel by channel from each group in turn (Zhang et al., 2018).",
  fields: { groups: required(integer("How many groups.", 1)) },
  lower(f, b) {
    const [, channels = 1, ...spatial] = b.shape();
    if (isDivisible(channels, f.groups) === false) {
      b.fail("shape/groups", { what: "input channels", channels: text(channels), groups: `${f.groups}` });
    }
    const grouped = [0, f.groups, floorDiv(channels, f.groups), ...spatial];
    const split = b.node("Reshape", [b.input, b.integers("grouped", grouped)], {}, "split");
    const rest = spatial.map((_, index) => index + 3);
    const swapped = b.node("Transpose", [split], { perm: [0, 2, 1, ...rest] }, "swap");
    return b.node("Reshape", [
      swapped,
      b.integers("shape", [0, mul(floorDiv(channels, f.groups), f.groups), ...spatial]),
    ]);
  },
});

export const movements = [
  concat,
  reshape,
  permute,
  pad,
  slice,
  select,
  split,
  expand,
  upsample,
  channelShuffle,
] as const;
