/** Convolutions in one, two and three dimensions: plain, depthwise, separable, transposed. */
import { type Dim, floorDiv, isDivisible, mul, text } from "../../dim/index.js";
import type { AttributeValue, InitialiserChoice } from "../../graph/index.js";
import type { Tensor } from "../environment.js";
import { integer, perAxis, required, size, withFallback } from "../field.js";
import { defineLayer } from "../layer.js";
import type { LayerBuilder } from "../layer-builder.js";
import { hasBias, learnt } from "./shared-fields.js";
import { type Rank, type Window, windowAttributes, windowFields } from "./window-fields.js";

const filters = required(size("filters"));
const groups = withFallback(integer("groups", 1), 1);
const multiplier = withFallback(size("multiplier"), 1);

interface Initialisers {
  readonly init: InitialiserChoice | undefined;
  readonly bias_init: InitialiserChoice | undefined;
}

/** The input's channels; ends the layer where the input has not `rank` spatial axes, or where they do not form groups. */
function inputChannels(b: LayerBuilder, rank: Rank, groupCount = 1): Dim {
  const [, channels = 1] = b.shapeOfRank(
    rank + 2,
    `batch, channels and ${rank} spatial ${rank === 1 ? "axis" : "axes"}`,
  );
  if (groupCount > 1 && isDivisible(channels, groupCount) === false) {
    b.fail("shape/groups", { what: "input channels", channels: text(channels), groups: `${groupCount}` });
  }
  return channels;
}

function convolve(
  b: LayerBuilder,
  op: "Conv" | "ConvTranspose",
  input: Tensor,
  weightShape: readonly Dim[],
  out: Dim,
  bias: boolean,
  attributes: Readonly<Record<string, AttributeValue>>,
  { init, bias_init }: Initialisers,
  part?: string,
): Tensor {
  const prefix = part === undefined ? "" : `${part}.`;
  const weight = b.weight(`${prefix}weight`, weightShape, { initialiser: init });
  if (!bias) return b.node(op, [input, weight], attributes, part);
  return b.node(op, [input, weight, b.weight(`${prefix}bias`, [out], { initialiser: bias_init })], attributes, part);
}

/** Attributes with `group` where there is more than one. A symbolic number of groups is the input's channels. */
function grouped(b: LayerBuilder, window: Window, groupCount: Dim): Record<string, AttributeValue> {
  const attributes = windowAttributes(window);
  if (groupCount === 1) return attributes;
  if (typeof groupCount !== "number") b.fail("spec/needs-known-shape", { what: `the number of groups of ${b.type}` });
  attributes.group = groupCount;
  return attributes;
}

function convolution<const T extends string>(type: T, rank: Rank) {
  return defineLayer({
    type,
    fields: { filters, ...windowFields(rank), groups, ...learnt },
    lower(f, b) {
      const channels = inputChannels(b, rank, f.groups);
      const shape = [f.filters, floorDiv(channels, f.groups), ...f.kernel];
      return convolve(b, "Conv", b.input, shape, f.filters, hasBias(f), grouped(b, f, f.groups), f);
    },
  });
}

function depthwise<const T extends string>(type: T, rank: Rank) {
  return defineLayer({
    type,
    fields: { ...windowFields(rank), multiplier, ...learnt },
    lower(f, b) {
      const channels = inputChannels(b, rank);
      const out = mul(channels, f.multiplier);
      return convolve(b, "Conv", b.input, [out, 1, ...f.kernel], out, hasBias(f), grouped(b, f, channels), f);
    },
  });
}

function separable<const T extends string>(type: T, rank: Rank) {
  return defineLayer({
    type,
    fields: { filters, ...windowFields(rank), multiplier, ...learnt },
    lower(f, b) {
      const channels = inputChannels(b, rank);
      const middle = mul(channels, f.multiplier);
      const spatial = convolve(
        b,
        "Conv",
        b.input,
        [middle, 1, ...f.kernel],
        middle,
        false,
        grouped(b, f, channels),
        f,
        "depthwise",
      );
      const ones = f.kernel.map(() => 1);
      const attributes = { kernel_shape: ones };
      return convolve(b, "Conv", spatial, [f.filters, middle, ...ones], f.filters, hasBias(f), attributes, f);
    },
  });
}

function transposed<const T extends string>(type: T, rank: Rank) {
  const zeros: readonly number[] = Array.from({ length: rank }, () => 0);
  const outputPadding = withFallback(perAxis(rank, "outputPadding", 0), zeros);
  return defineLayer({
    type,
    fields: { filters, ...windowFields(rank), output_padding: outputPadding, groups, ...learnt },
    lower(f, b) {
      const channels = inputChannels(b, rank, f.groups);
      if (isDivisible(f.filters, f.groups) === false) {
        b.fail("shape/groups", { what: "filters", channels: text(f.filters), groups: `${f.groups}` });
      }
      const attributes = grouped(b, f, f.groups);
      if (f.output_padding.some((n) => n > 0)) attributes.output_padding = f.output_padding;
      const shape = [channels, floorDiv(f.filters, f.groups), ...f.kernel];
      return convolve(b, "ConvTranspose", b.input, shape, f.filters, hasBias(f), attributes, f);
    },
  });
}

export const convolutions = [
  convolution("conv1d", 1),
  convolution("conv2d", 2),
  convolution("conv3d", 3),
  depthwise("depthwise_conv1d", 1),
  depthwise("depthwise_conv2d", 2),
  separable("separable_conv1d", 1),
  separable("separable_conv2d", 2),
  transposed("conv_transpose1d", 1),
  transposed("conv_transpose2d", 2),
  transposed("conv_transpose3d", 3),
] as const;
