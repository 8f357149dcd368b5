/**
 * Receptive fields along every spatial axis: size, jump and start of each value, least and greatest through branches
 * (Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill 2019, equations 2 to 8).
 */
import { type Dim, mul } from "../dim/index.js";
import type { GraphInput } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import type { Reach, WindowAxis } from "../ops/index.js";
import { resolvePadding } from "../ops/same-padding.js";
import { isFloat, type TensorType } from "../tensor/index.js";
import { type NodeView, viewNodes } from "./node-view.js";
import type { ReceptiveField } from "./report.js";

/** What a value sees along one axis of the network's input; positions are input coordinates, pixel i has centre i. */
interface Field {
  readonly inputAxis: number;
  /** Axis of the value that walks along the input axis; null once it was joined with others. */
  readonly valueAxis: number | null;
  /** Size through the branch that sees least; Infinity where that is everything. */
  readonly leastSize: number;
  /** First and last position that the first output sees through any branch; infinite where that is everything. */
  readonly first: number;
  readonly last: number;
  readonly jump: Bounds;
  readonly start: Bounds;
}

interface Bounds {
  readonly least: number;
  readonly greatest: number;
}

/** Fields per input axis; null where an operator without a rule hides them. */
type Fields = readonly Field[] | null;

const nowhere: Bounds = { least: Infinity, greatest: -Infinity };

/** What every value sees, by name; values that depend on no spatial input are absent. */
export function traceFields(shaped: ShapedGraph): ReadonlyMap<string, Fields> {
  const fields = new Map<string, Fields>();
  for (const input of shaped.graph.inputs) {
    const axes = spatialAxes(input);
    if (axes.length > 0) fields.set(input.name, axes.map(identityField));
  }
  if (fields.size === 0) return fields;
  for (const view of viewNodes(shaped)) {
    const seen = fieldsOfNode(view, fields);
    if (seen === undefined) continue;
    for (const output of view.node.outputs) if (output !== "") fields.set(output, seen);
  }
  return fields;
}

/** The form of a report; null where it could not be known. */
export function describeFields(fields: Fields): readonly ReceptiveField[] | null {
  if (fields === null) return null;
  return fields.map(({ inputAxis, leastSize, first, last, jump, start }) => ({
    axis: inputAxis,
    size: { least: leastSize, greatest: last - first + 1 },
    jump: finite(jump),
    start: finite(start),
  }));
}

function finite(bounds: Bounds): Bounds {
  return Number.isFinite(bounds.least) ? bounds : { least: 0, greatest: 0 };
}

/** Axes 2 and up, or those that the specification calls neither batch nor channels. */
export function spatialAxes({ type, axes }: GraphInput): readonly number[] {
  const rank = type.shape?.length ?? 0;
  if (rank < 3 || !isFloat(type.dtype)) return [];
  const all = Array.from({ length: rank }, (_, axis) => axis);
  return all.filter((axis) => (axes === undefined ? axis >= 2 : axes[axis] !== "N" && axes[axis] !== "C"));
}

function identityField(axis: number): Field {
  const here = { least: 0, greatest: 0 };
  return {
    inputAxis: axis,
    valueAxis: axis,
    leastSize: 1,
    first: 0,
    last: 0,
    jump: { least: 1, greatest: 1 },
    start: here,
  };
}

function everything({ inputAxis }: Field): Field {
  const range = { leastSize: Infinity, first: -Infinity, last: Infinity };
  return { inputAxis, valueAxis: null, ...range, jump: nowhere, start: nowhere };
}

function fieldsOfNode(view: NodeView, fields: ReadonlyMap<string, Fields>): Fields | undefined {
  let merged: Fields | undefined;
  for (const [index, name] of view.node.inputs.entries()) {
    const input = fields.get(name);
    if (input === undefined) continue;
    const through = input === null || view.definition === undefined ? null : passThrough(view, index, input);
    if (through === null) return null;
    merged = merged === undefined || merged === null ? through : merge(merged, through);
  }
  return merged;
}

/** Movement that keeps every element but gives it another place: the axis is followed where it stays whole. */
const axisFollowers: Readonly<Record<string, (view: NodeView) => (axis: number) => number | null>> = {
  Transpose: ({ attributes, inputs }) => {
    const { perm } = attributes;
    const rank = inputs[0]?.shape?.length ?? 0;
    const order: readonly unknown[] = Array.isArray(perm) ? perm : Array.from({ length: rank }, (_, i) => rank - 1 - i);
    return (axis) => foundOrNull(order.indexOf(axis));
  },
  Reshape: followReshape,
  Flatten: followReshape,
  Squeeze: followReshape,
  Unsqueeze: followReshape,
};

function followReshape({ inputs, outputs }: NodeView): (axis: number) => number | null {
  const from = inputs[0]?.shape;
  const to = outputs[0]?.shape;
  if (!from || !to) return () => null;
  const before = productsBefore(from);
  const after = productsBefore(to);
  return (axis) =>
    foundOrNull(to.findIndex((size, at) => size === from[axis] && size !== 1 && after[at] === before[axis]));
}

/** For each axis the product of the sizes outside it. */
function productsBefore(shape: readonly Dim[]): readonly Dim[] {
  let product: Dim = 1;
  return shape.map((size) => {
    const before = product;
    product = mul(product, size);
    return before;
  });
}

function foundOrNull(index: number): number | null {
  return index < 0 ? null : index;
}

function passThrough(view: NodeView, index: number, fields: readonly Field[]): readonly Field[] {
  const follow = Object.hasOwn(axisFollowers, view.node.op) ? axisFollowers[view.node.op] : undefined;
  if (follow !== undefined && index === 0) {
    const axisOf = follow(view);
    return fields.map((field) => ({ ...field, valueAxis: field.valueAxis === null ? null : axisOf(field.valueAxis) }));
  }
  const reach: Reach = view.definition?.reach?.(view.attributes as never, view.inputs) ?? "pointwise";
  if (reach === "global") return fields.map(everything);
  if (reach === "pointwise") return alignRight(fields, view.inputs[index], view.outputs[0]);
  if (index > 0) return fields.map(everything);
  return fields.map((field) => {
    if (field.valueAxis === null) return everything(field);
    const window = reach.windows.find(({ axis }) => axis === field.valueAxis);
    if (window === undefined) return field;
    if (reach.transposed) return spread(field, window);
    return gather(field, resolvePadding(window, view.attributes.auto_pad, view.inputs[0]?.shape?.[window.axis]));
  });
}

/** Element-wise operators broadcast with their last axes aligned. */
function alignRight(
  fields: readonly Field[],
  input: TensorType | undefined,
  output: TensorType | undefined,
): readonly Field[] {
  const shift = (output?.shape?.length ?? 0) - (input?.shape?.length ?? 0);
  if (shift === 0) return fields;
  return fields.map((field) => ({ ...field, valueAxis: field.valueAxis === null ? null : field.valueAxis + shift }));
}

/** A window of k positions, d apart: size + (k - 1)·d·jump, jump·stride, start + ((k - 1)·d/2 - padding)·jump. */
function gather(field: Field, { kernel, dilation, stride, padBegin }: WindowAxis): Field {
  const span = (kernel - 1) * dilation;
  return widened(field, span, padBegin, stride, span / 2 - padBegin);
}

/** A transposed window: at most ceil(k/stride) input positions reach one output, and outputs are 1/stride apart. */
function spread(field: Field, { kernel, dilation, stride, padBegin }: WindowAxis): Field {
  const span = (kernel - 1) * dilation;
  const reached = Math.ceil((span + 1) / stride) - 1;
  const shift = (padBegin - span / 2) / stride;
  return widened(field, reached, reached / 2 - shift, 1 / stride, shift);
}

/** The field of a window over `span` + 1 positions from `before` ahead of the first; its centre moves by `shift` positions. */
function widened(field: Field, span: number, before: number, stride: number, shift: number): Field {
  const { least, greatest } = field.jump;
  const bounded = Number.isFinite(field.first);
  const low = shift * least;
  const high = shift * greatest;
  return {
    inputAxis: field.inputAxis,
    valueAxis: field.valueAxis,
    leastSize: field.leastSize + span * least,
    first: bounded ? field.first - before * greatest : field.first,
    last: bounded ? field.last + (span - before) * greatest : field.last,
    jump: { least: least * stride, greatest: greatest * stride },
    start: { least: field.start.least + Math.min(low, high), greatest: field.start.greatest + Math.max(low, high) },
  };
}

/** Branches that meet: the least of their sizes, and the extent of all of them together. */
function merge(left: readonly Field[], right: readonly Field[]): readonly Field[] {
  const merged = new Map(left.map((field) => [field.inputAxis, field]));
  for (const field of right) {
    const other = merged.get(field.inputAxis);
    merged.set(field.inputAxis, other === undefined ? field : mergeFields(other, field));
  }
  return [...merged.values()];
}

function mergeFields(a: Field, b: Field): Field {
  if (a === b) return a;
  return {
    inputAxis: a.inputAxis,
    valueAxis: a.valueAxis ?? b.valueAxis,
    leastSize: Math.min(a.leastSize, b.leastSize),
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    jump: mergeBounds(a.jump, b.jump),
    start: mergeBounds(a.start, b.start),
  };
}

function mergeBounds(a: Bounds, b: Bounds): Bounds {
  return { least: Math.min(a.least, b.least), greatest: Math.max(a.greatest, b.greatest) };
}
