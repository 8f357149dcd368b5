/** Pooling: windows, adaptive and global. */
import type { AttributeValue } from "../../graph/index.js";
import type { Tensor } from "../environment.js";
import { flag, perAxis, required, withFallback } from "../field.js";
import { defineLayer } from "../layer.js";
import type { LayerBuilder } from "../layer-builder.js";
import { type Rank, windowAttributes, windowFields } from "./window-fields.js";

type Kind = "max" | "avg";

const operators = { max: "MaxPool", avg: "AveragePool" } as const;
const globalOperators = { max: "GlobalMaxPool", avg: "GlobalAveragePool" } as const;
const adaptiveOperators = { max: "AdaptiveMaxPool", avg: "AdaptiveAveragePool" } as const;

function checkRank(b: LayerBuilder, rank: Rank): void {
  b.shapeOfRank(rank + 2, `batch, channels and ${rank} spatial ${rank === 1 ? "axis" : "axes"}`);
}

/** Windows of a pooling step by their own size unless told otherwise. */
function poolFields(rank: Rank) {
  const stride = withFallback(perAxis(rank, "stride"), undefined);
  const ceil = flag("ceil", false);
  return { ...windowFields(rank), stride, ceil } as const;
}

function maxPool<const T extends string>(type: T, rank: Rank) {
  return defineLayer({
    type,
    fields: poolFields(rank),
    lower: (f, b) => emit(b, "max", rank, f, false),
  });
}

function averagePool<const T extends string>(type: T, rank: Rank) {
  return defineLayer({
    type,
    fields: { ...poolFields(rank), count_include_pad: flag("count_include_pad", false) },
    lower: (f, b) => emit(b, "avg", rank, f, f.count_include_pad),
  });
}

type Values = Omit<Parameters<typeof windowAttributes>[0], "stride"> & {
  readonly stride: readonly number[] | undefined;
  readonly ceil: boolean;
};

function emit(b: LayerBuilder, kind: Kind, rank: Rank, values: Values, includePad: boolean): Tensor {
  checkRank(b, rank);
  const attributes: Record<string, AttributeValue> = windowAttributes({
    ...values,
    stride: values.stride ?? values.kernel,
  });
  if (values.ceil) attributes.ceil_mode = 1;
  if (includePad) attributes.count_include_pad = 1;
  return b.node(operators[kind], [b.input], attributes);
}

function globalPool<const T extends string>(type: T, kind: Kind) {
  return defineLayer({
    type,
    fields: { keep_axes: flag("keep_axes", true) },
    lower(f, b) {
      if (f.keep_axes) return b.node(globalOperators[kind], [b.input]);
      return b.node("Flatten", [b.node(globalOperators[kind], [b.input], {}, "pool")], { axis: 1 });
    },
  });
}

/** Where the output divides the input, the windows are equal; otherwise they differ in size (PyTorch's adaptive pooling). */
function adaptivePool<const T extends string>(type: T, kind: Kind, rank: Rank) {
  return defineLayer({
    type,
    fields: { output: required(perAxis(rank, "output")) },
    lower(f, b) {
      checkRank(b, rank);
      if (f.output.every((n) => n === 1)) return b.node(globalOperators[kind], [b.input]);
      const kernel = f.output.map((out, axis) => {
        const size = b.size(axis + 2);
        return typeof size === "number" && size % out === 0 ? size / out : undefined;
      });
      if (!kernel.every((size) => size !== undefined)) {
        return b.ownNode(adaptiveOperators[kind], [b.input], { output_size: f.output });
      }
      const attributes = { kernel_shape: kernel, ...(kernel.some((size) => size > 1) && { strides: kernel }) };
      return b.node(operators[kind], [b.input], attributes);
    },
  });
}

export const poolings = [
  maxPool("max_pool1d", 1),
  maxPool("max_pool2d", 2),
  maxPool("max_pool3d", 3),
  averagePool("avg_pool1d", 1),
  averagePool("avg_pool2d", 2),
  averagePool("avg_pool3d", 3),
  adaptivePool("adaptive_avg_pool1d", "avg", 1),
  adaptivePool("adaptive_avg_pool2d", "avg", 2),
  adaptivePool("adaptive_avg_pool3d", "avg", 3),
  adaptivePool("adaptive_max_pool1d", "max", 1),
  adaptivePool("adaptive_max_pool2d", "max", 2),
  adaptivePool("adaptive_max_pool3d", "max", 3),
  globalPool("global_avg_pool", "avg"),
  globalPool("global_max_pool", "max"),
] as const;
