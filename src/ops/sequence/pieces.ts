/** Tensors cut into sequences and joined again (ONNX SplitToSequence, ConcatFromSequence). */
import type { Item } from "../../tensor/index.js";
import { required, withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { defineOperator, type RuleContext, type RuleOutput } from "../definition.js";
import { gatherMaps } from "../index-map.js";
import { moveValue, readDims, readLength, reshapeValue } from "../known-value.js";
import { requireRankAtLeast, requireSame } from "../requirements.js";
import { freshItem, ITEM_LIMIT, sequenceInput, sequenceOf, sequenceOutput } from "./type.js";

const splitAttributes = { axis: withDefault("int", 0), keepdims: withDefault("int", 1) } as const;

type SplitContext<D> = RuleContext<typeof splitAttributes, D>;

/** Sizes of the pieces along the axis, where their number is known and they can be listed. */
function pieceSizes<D>(c: SplitContext<D>, size: D): readonly D[] | undefined {
  const a = c.algebra;
  const total = a.dim(size);
  if (c.inputs[1] === undefined) {
    return typeof total === "number" && total <= ITEM_LIMIT ? Array.from({ length: total }, () => a.of(1)) : undefined;
  }
  const split = readDims(c, 1);
  if (split === undefined) return undefined;
  if (c.inputs[1].shape?.length === 1) {
    const [first, ...rest] = split.map(a.of);
    const sum = first === undefined ? a.of(0) : rest.reduce((left, right) => a.add(left, right), first);
    requireSame(c, size, sum, "the pieces make up the axis");
    return split.map(a.of);
  }
  const [each] = split;
  if (typeof each !== "number" || typeof total !== "number") return undefined;
  if (each < 1) c.fail("shape/invalid", { op: c.op, reason: `pieces of ${each} are not possible` });
  const count = Math.ceil(total / each);
  if (count > ITEM_LIMIT) return undefined;
  return Array.from({ length: count }, (_, i) => a.of(Math.min(each, total - i * each)));
}

/** The number of pieces where they are not listed: a symbol of the data at worst. */
function pieceCount<D>(c: SplitContext<D>, size: D): D {
  const a = c.algebra;
  if (c.inputs[1] === undefined) return size;
  if (c.inputs[1].shape?.length === 1) {
    const listed = readLength(c, 1);
    if (listed !== undefined) return a.of(listed);
  }
  const [each] = readDims(c, 1) ?? [];
  const isScalar = c.inputs[1].shape?.length === 0;
  if (isScalar && each !== undefined && c.requireAtLeast(a.of(each), a.of(1), "a piece has a size")) {
    return a.ceilDiv(size, a.of(each));
  }
  return c.freshSize(0, 0, "the sizes of the pieces are not known");
}

function inferSplit<D>(c: SplitContext<D>): RuleOutput<D> {
  const x = requireRankAtLeast(c, 0, 1, "at least one axis");
  const axis = resolveAxis(c, c.attributes.axis, x.length);
  const size = x[axis] as D;
  const dropsAxis = c.inputs[1] === undefined && c.attributes.keepdims === 0;
  const { dtype, value } = c.input(0);
  const sizes = pieceSizes(c, size);
  if (sizes === undefined) {
    const shape = dropsAxis
      ? x.filter((_, i) => i !== axis)
      : x.map((other, i) => (i === axis ? (c.inputs[1] === undefined ? c.algebra.of(1) : null) : other));
    return sequenceOutput({ element: { dtype, shape }, length: pieceCount(c, size) });
  }
  let from = 0;
  const items = sizes.map((piece): Item<D> => {
    const shape = x.map((other, i) => (i === axis ? piece : other));
    const count = c.algebra.dim(piece);
    const start = from;
    from += typeof count === "number" ? count : Number.NaN;
    const positions = Array.from({ length: typeof count === "number" && value ? count : 0 }, (_, i) => start + i);
    const moved = Number.isNaN(from)
      ? undefined
      : moveValue(c, value, shape, () => gatherMaps(value?.shape ?? [], axis, positions));
    if (!dropsAxis) return { dtype, shape, value: moved };
    const dropped = shape.filter((_, i) => i !== axis);
    return { dtype, shape: dropped, value: reshapeValue(c, moved, dropped) };
  });
  return sequenceOutput(sequenceOf(c, items, { dtype, shape: x.map((other, i) => (i === axis ? null : other)) }));
}

export const splitToSequence = defineOperator({
  op: "SplitToSequence",
  since: 24,
  attributes: splitAttributes,
  inputs: [{ name: "input" }, { name: "split", role: "control", optional: true }],
  outputs: ["output_sequence"],
  infer: (c) => [inferSplit(c)],
});

const concatAttributes = { axis: required("int"), new_axis: withDefault("int", 0) } as const;

function inferConcat<D>(c: RuleContext<typeof concatAttributes, D>): RuleOutput<D> {
  const { element, length, items } = sequenceInput(c, 0);
  const stacks = c.attributes.new_axis === 1;
  const rank = element.shape?.length;
  if (rank === undefined) return c.unknown("the items have no common rank");
  const axis = resolveAxis(c, c.attributes.axis ?? 0, stacks ? rank + 1 : rank);
  const [first, ...rest] = items ?? [];
  const sizes = first?.shape ?? freshItem(c, element).shape ?? [];
  for (const item of rest) {
    item.shape?.forEach((size, i) => {
      if (stacks || i !== axis) requireSame(c, sizes[i] as D, size, `the items have one size along axis ${i}`);
    });
  }
  const a = c.algebra;
  const { dtype } = element;
  if (stacks) {
    const count = length ?? c.freshSize(0, axis, "the number of items is not known");
    return { dtype, shape: [...sizes.slice(0, axis), count, ...sizes.slice(axis)] };
  }
  const along = items?.map((item) => item.shape?.[axis] as D);
  const [start, ...others] = along ?? [];
  const each = element.shape?.[axis];
  const total =
    start !== undefined
      ? others.reduce((left, right) => a.add(left, right), start)
      : length !== null && each !== null && each !== undefined
        ? a.mul(length, each)
        : c.freshSize(0, axis, "the sizes of the items are not known");
  return { dtype, shape: sizes.map((size, i) => (i === axis ? total : size)) };
}

export const concatFromSequence = defineOperator({
  op: "ConcatFromSequence",
  since: 11,
  attributes: concatAttributes,
  inputs: [{ name: "input_sequence" }],
  outputs: ["concat_result"],
  infer: (c) => [inferConcat(c)],
  reach: () => "global",
});
