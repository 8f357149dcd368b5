/** Our own adaptive pooling by ONNX's operators: a global pool, a plain window, or the windows one by one. */
import { windowLength, windowStart } from "../../../ops/adaptive-pool/definition.js";
import { integers } from "../../../tensor/index.js";
import type { LoweringTable, NodeLowering } from "../lowering.js";

interface Family {
  readonly global: string;
  readonly window: string;
  readonly reduce: string;
}

/** Windows one by one are written out up to this many of an axis. */
const mostWindows = 64;

function lowerAdaptive(c: NodeLowering, { global, window, reduce }: Family): void {
  const x = c.input(0);
  const [output = ""] = c.node.outputs;
  const { output_size: wanted } = c.attributes;
  const sizes = Array.isArray(wanted) ? wanted.map(Number) : c.fail("output_size is missing");
  if (sizes.every((size) => size === 1)) {
    c.emit(global, [x], {}, output);
    return;
  }
  const spatial = c.plainShape(x).slice(2);
  if (sizes.every((size, axis) => size === spatial[axis])) {
    c.emit("Identity", [x], {}, output);
  } else if (sizes.every((size, axis) => (spatial[axis] ?? 0) % size === 0)) {
    const kernel = sizes.map((size, axis) => (spatial[axis] ?? 0) / size);
    c.emit(window, [x], { kernel_shape: kernel, strides: kernel }, output);
  } else {
    lowerAxes(c, reduce, sizes, spatial, output);
  }
}

/**
 * Axis by axis, each window by itself. Windows are boxes, so the mean of means over one axis after the other is the mean.
 */
function lowerAxes(
  c: NodeLowering,
  reduce: string,
  sizes: readonly number[],
  spatial: readonly number[],
  output: string,
): void {
  let current = c.input(0);
  const open = sizes.map((size, index) => ({ size, index })).filter(({ size, index }) => size !== spatial[index]);
  open.forEach(({ size, index }, turn) => {
    const length = spatial[index] ?? 0;
    if (size > mostWindows) c.fail(`${size} windows of unequal length along an axis`);
    const axes = c.constant(integers([index + 2]));
    const parts = Array.from({ length: size }, (_, i) => {
      const start = Number(windowStart(length, size, i));
      const end = start + Number(windowLength(length, size, i));
      const part = c.emit("Slice", [current, c.constant(integers([start])), c.constant(integers([end])), axes]);
      return c.emit(reduce, [part, axes], { keepdims: 1 });
    });
    const isLast = turn === open.length - 1;
    current = c.emit("Concat", parts, { axis: index + 2 }, isLast ? output : undefined);
  });
}

const average: Family = { global: "GlobalAveragePool", window: "AveragePool", reduce: "ReduceMean" };
const maximum: Family = { global: "GlobalMaxPool", window: "MaxPool", reduce: "ReduceMax" };

export const poolingLowerings: LoweringTable = {
  "shapewright.AdaptiveAveragePool": { before: "never", lower: (c) => lowerAdaptive(c, average) },
  "shapewright.AdaptiveMaxPool": { before: "never", lower: (c) => lowerAdaptive(c, maximum) },
};
