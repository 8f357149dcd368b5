/** Operators whose form changed: what is an input now was an attribute, what is an attribute now was not there. */
import type { AttributeValue } from "../../../graph/index.js";
import { integers } from "../../../tensor/index.js";
import type { Lowering, LoweringTable, NodeLowering } from "../lowering.js";

/** What each reduction does to a single element; the others leave it (ONNX, `noop_with_empty_axes`). */
const alone: Readonly<Record<string, string>> = { ReduceL1: "Abs", ReduceL2: "Abs", ReduceLogSum: "Log" };

/** Axes were an attribute; no axes at all may mean that every element stays alone. */
const reduce: Lowering = {
  before: 18,
  lower(c) {
    const { noop_with_empty_axes: noop, ...rest } = c.node.attributes;
    const [x, given] = [c.input(0), c.input(1)];
    const axes = given === "" ? [] : (c.numbers(given) ?? c.fail("its axes are not known"));
    if (axes.length > 0) c.rewrite({ inputs: [x], attributes: { ...rest, axes } });
    else if (noop !== 1) c.rewrite({ inputs: [x], attributes: rest });
    else if (c.node.op === "ReduceSumSquare") c.rewrite({ op: "Mul", inputs: [x, x], attributes: {} });
    else c.rewrite({ op: alone[c.node.op] ?? "Identity", inputs: [x], attributes: {} });
  },
};

const reductions = ["L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "SumSquare"];

/** Leaves attributes out that say what holds anyway; others cannot be said. */
function withoutNewer(before: number, defaults: Readonly<Record<string, AttributeValue | undefined>>): Lowering {
  return {
    before,
    lower(c) {
      const kept = Object.entries(c.node.attributes).filter(([name, value]) => {
        if (!Object.hasOwn(defaults, name)) return true;
        if (!isSame(value, defaults[name])) c.fail(`the attribute ${name} came with opset ${before}`);
        return false;
      });
      c.rewrite({ attributes: Object.fromEntries(kept) });
    },
  };
}

function isSame(value: AttributeValue, absent: AttributeValue | undefined): boolean {
  if (Array.isArray(value)) return value.every((element) => element === absent);
  return value === absent;
}

/** Sizes of the parts, when only their number is given: all alike, the last the smaller. */
function lowerSplit(c: NodeLowering): void {
  const { num_outputs: count, ...attributes } = c.node.attributes;
  if (typeof count !== "number") {
    c.rewrite({});
    return;
  }
  const x = c.input(0);
  const axis = Number(c.attributes.axis ?? 0);
  const shape = c.plainShape(x);
  const size = shape.at(axis) ?? 1;
  const part = Math.ceil(size / count);
  const sizes = Array.from({ length: count }, (_, i) => Math.max(0, Math.min(part, size - i * part)));
  c.rewrite({ inputs: [x, c.constant(integers(sizes))], attributes });
}

/** Pads of some axes as pads of all. */
function lowerPad(c: NodeLowering): void {
  if (c.node.attributes.mode === "wrap" && c.opset < 19) c.fail("the mode wrap came with opset 19");
  const [x, pads, value, axes] = [c.input(0), c.input(1), c.input(2), c.input(3)];
  if (axes === "" || c.opset >= 18) {
    c.rewrite({});
    return;
  }
  const rank = c.rank(x);
  const given = c.numbers(pads) ?? c.fail("its pads are not known");
  const all = Array.from({ length: 2 * rank }, () => 0);
  (c.numbers(axes) ?? c.fail("its axes are not known")).forEach((axis, index, list) => {
    const at = axis < 0 ? axis + rank : axis;
    all[at] = given[index] ?? 0;
    all[at + rank] = given[index + list.length] ?? 0;
  });
  c.rewrite({ inputs: value === "" ? [x, c.constant(integers(all))] : [x, c.constant(integers(all)), value] });
}

/** The axis was an attribute. */
function lowerFourier(c: NodeLowering): void {
  const [x, length, given] = [c.input(0), c.input(1), c.input(2)];
  const [axis] = given === "" ? [-2] : (c.numbers(given) ?? c.fail("its axis is not known"));
  const inputs = length === "" ? [x] : [x, length];
  c.rewrite({ inputs, attributes: { ...c.node.attributes, axis: axis ?? -2 } });
}

const oldModes: Readonly<Record<string, string>> = { linear: "bilinear", cubic: "bicubic" };

function lowerGridSample(c: NodeLowering): void {
  const mode = String(c.attributes.mode ?? "linear");
  c.rewrite({ attributes: { ...c.node.attributes, mode: oldModes[mode] ?? mode } });
}

/** Positions were as they are, without the shift by half a pixel. */
function lowerRoiAlign(c: NodeLowering): void {
  const { coordinate_transformation_mode: mode, ...attributes } = c.node.attributes;
  if (mode !== "output_half_pixel") c.fail("its positions are shifted by half a pixel since opset 16");
  c.rewrite({ attributes });
}

/** Opset 8 had a batch axis, and an input for lengths before the others. */
function checkScan(c: NodeLowering): void {
  if (c.input(0) === "" || c.node.attributes.directions !== undefined) c.fail("it has the form of opset 8");
  c.rewrite({});
}

export const formLowerings: LoweringTable = {
  ...Object.fromEntries(reductions.map((name) => [`Reduce${name}`, reduce])),
  Split: { before: 18, lower: lowerSplit },
  Pad: { before: 19, lower: lowerPad },
  Reshape: withoutNewer(14, { allowzero: 0 }),
  BatchNormalization: withoutNewer(14, { training_mode: 0 }),
  LSTM: withoutNewer(14, { layout: 0 }),
  GRU: withoutNewer(14, { layout: 0 }),
  DFT: { before: 20, lower: lowerFourier },
  GridSample: { before: 20, lower: lowerGridSample },
  RoiAlign: { before: 16, lower: lowerRoiAlign },
  Scan: { before: "never", lower: checkScan },
  RNN: withoutNewer(14, { layout: 0 }),
  Shape: withoutNewer(15, { start: 0, end: undefined }),
  AveragePool: withoutNewer(19, { dilations: 1 }),
  LpPool: withoutNewer(18, { dilations: 1, ceil_mode: 0 }),
  Resize: withoutNewer(18, { antialias: 0, axes: undefined, keep_aspect_ratio_policy: "stretch" }),
  Cast: withoutNewer(19, { saturate: 1 }),
};
