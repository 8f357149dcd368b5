/** Adds (or, with negative pads, cuts off) elements at the ends of axes (ONNX Pad). */
import type { Dim } from "../../dim/index.js";
import { oneOf } from "../attribute.js";
import { resolveAxes, wrapAxis } from "../axis.js";
import { type AnyRuleContext, defineOperator, type Reach, type ReachInput, type RuleContext } from "../definition.js";
import { type PadMode, padMaps } from "../index-map.js";
import { moveValue, readDims, readNumbers } from "../known-value.js";

const attributes = { mode: oneOf("constant", "reflect", "edge", "wrap") } as const;

interface Ends {
  readonly begin: Dim;
  readonly end: Dim;
}

/** Pads of every axis; "unknown" where the pads or their axes are. */
function padsOf<D>(c: AnyRuleContext<D>, rank: number): readonly Ends[] | "unknown" {
  const pads = readDims(c, 1);
  const named = c.inputs[3] === undefined ? Array.from({ length: rank }, (_, axis) => axis) : readNumbers(c, 3);
  if (pads === undefined || named === undefined) return "unknown";
  if (pads.length !== 2 * named.length) {
    const reason = `pads has ${pads.length} elements; ${named.length} axes need ${2 * named.length}, all begins before all ends`;
    c.fail("shape/invalid", { op: c.op, reason });
  }
  const axes = resolveAxes(c, named, rank);
  return Array.from({ length: rank }, (_, axis) => {
    const i = axes.indexOf(axis);
    return i < 0 ? { begin: 0, end: 0 } : { begin: pads[i] ?? 0, end: pads[i + axes.length] ?? 0 };
  });
}

function paddedSize<D>(c: RuleContext<typeof attributes, D>, size: D, axis: number, { begin, end }: Ends): D {
  const a = c.algebra;
  if (begin === 0 && end === 0) return size;
  const padded = a.add(a.add(size, a.of(begin)), a.of(end));
  if (!c.requireAtLeast(padded, a.of(0), "the pads leave no negative size")) {
    const formula = `${c.text(size)} + ${c.text(a.of(begin))} + ${c.text(a.of(end))}`;
    c.fail("shape/negative", { what: `axis ${axis} after padding`, value: c.text(padded) }, { formula });
  }
  if (c.attributes.mode !== "reflect") return padded;
  for (const pad of [begin, end]) {
    if (c.requireAtLeast(size, a.add(a.of(pad), a.of(1)), "reflection needs more elements than it adds")) continue;
    const reason = `axis ${axis} has ${c.text(size)} elements, too few to reflect ${c.text(a.of(pad))} of them`;
    c.fail("shape/invalid", { op: c.op, reason });
  }
  return padded;
}

/** Padding is a window of one element that starts earlier. */
function reachOf(inputs: readonly (ReachInput | undefined)[]): Reach {
  const pads = inputs[1]?.value?.data;
  const rank = inputs[0]?.shape?.length;
  if (pads === undefined || rank === undefined) return "global";
  const axes = inputs[3] === undefined ? Array.from({ length: rank }, (_, i) => i) : (inputs[3].value?.data ?? []);
  const windows = axes.map((axis, i) => {
    const [begin, end] = [pads[i], pads[i + axes.length]];
    if (typeof axis !== "number" || typeof begin !== "number" || typeof end !== "number") return undefined;
    return { axis: wrapAxis(axis, rank), kernel: 1, stride: 1, dilation: 1, padBegin: begin, padEnd: end };
  });
  return windows.every((window) => window !== undefined) ? { windows } : "global";
}

export const pad = defineOperator({
  op: "Pad",
  since: 25,
  attributes,
  inputs: [
    { name: "data" },
    { name: "pads", role: "control" },
    { name: "constant_value", role: "control", optional: true },
    { name: "axes", role: "control", optional: true },
  ],
  outputs: ["output"],
  infer(c) {
    const x = c.shape(0);
    const { dtype, value } = c.input(0);
    const pads = padsOf(c, x.length);
    if (pads === "unknown") {
      return [{ dtype, shape: x.map((_, axis) => c.freshSize(0, axis, "the pads are not known")) }];
    }
    const shape = x.map((size, axis) => paddedSize(c, size, axis, pads[axis] ?? { begin: 0, end: 0 }));
    const [begin, end] = [pads.map((ends) => ends.begin), pads.map((ends) => ends.end)];
    const arePlain = [...begin, ...end].every((n) => typeof n === "number");
    if (value === undefined || !arePlain) return [{ dtype, shape }];
    const zero = dtype === "bool" ? false : dtype === "string" ? "" : 0;
    const fill = c.inputs[2] === undefined ? zero : c.inputs[2].value?.data[0];
    const maps = () =>
      padMaps(value.shape, begin as readonly number[], end as readonly number[], c.attributes.mode as PadMode);
    return [{ dtype, shape, value: moveValue(c, value, shape, maps, fill) }];
  },
  reach: (_, inputs) => reachOf(inputs),
});
