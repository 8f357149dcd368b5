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
  takes: "many",
  fields: { axis: withFallback(axis("movement.axis"), 1), ...activated },
  lower: (f, b) => b.node("Concat", b.inputs, { axis: b.axis(f.axis) }),
});

const reshape = defineLayer({
  type: "reshape",
  fields: {
    shape: required(sizes("movement.shape", true)),
    batch: flag("movement.batch", true),
  },
  lower(f, b) {
    const shape = f.batch ? [0, ...f.shape] : f.shape;
    return b.node("Reshape", [b.input, b.integers("shape", shape)]);
  },
});

const permute = defineLayer({
  type: "permute",
  fields: { axes: required(integers("axes")) },
  lower: (f, b) => b.node("Transpose", [b.input], { perm: f.axes }),
});

const pad = defineLayer({
  type: "pad",
  fields: {
    axis: required(axes("pad.axes")),
    before: withFallback(integers("before"), [0]),
    after: withFallback(integers("after"), [0]),
    mode: choice("mode", ["constant", "reflect", "edge", "wrap"], "constant"),
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
  fields: {
    axis: required(axis("slice.axis")),
    start: withFallback(integer("start", -toTheEnd), 0),
    end: withFallback(integer("end", -toTheEnd), toTheEnd),
    step: withFallback(integer("step", 1), 1),
  },
  lower(f, b) {
    const parts = { starts: f.start, ends: f.end, axes: b.axis(f.axis), steps: f.step };
    return b.node("Slice", [b.input, ...Object.entries(parts).map(([name, value]) => b.integers(name, [value]))]);
  },
});

const select = defineLayer({
  type: "select",
  fields: {
    axis: required(axis("slice.axis")),
    index: withFallback(integer("movement.index", -toTheEnd), undefined),
    indices: withFallback(integers("indices"), undefined),
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
  fields: {
    axis: withFallback(axis("movement.axis"), 1),
    parts: withFallback(integer("parts", 1, 4096), undefined),
    sizes: withFallback(sizes("sizes"), undefined),
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
  fields: {
    shape: required(sizes("expand.shape")),
  },
  lower: (f, b) => expandTo(b, b.input, [b.shape()[0] ?? 1, ...f.shape]),
});

/** Expands a tensor to a shape. */
export function expandTo(b: LayerBuilder, tensor: Tensor, shape: readonly Dim[], suffix?: string): Tensor {
  return b.node("Expand", [tensor, b.integers("shape", shape)], {}, suffix);
}

const upsample = defineLayer({
  type: "upsample",
  fields: {
    scale: withFallback(integers("scale", 1), [2]),
    mode: choice("movement.mode", ["nearest", "linear", "cubic"], "nearest"),
    align_corners: flag("align_corners", false),
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
  fields: { groups: required(integer("movement.groups", 1)) },
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
