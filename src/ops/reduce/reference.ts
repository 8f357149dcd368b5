/** Reductions along axes in float64: what each row of the definitions' table joins, and what becomes of the result. */

import { wrapAxis } from "../axis.js";
import { identityMaps, offsetsOf } from "../index-map.js";
import { inputOf, listOf, outputOf, type Reals, realsOf, tensorOf } from "../reference-data.js";
import type { KernelCall, ReferenceKernel } from "../reference-kernel.js";
import type { reduceOperators } from "./definition.js";

/** Joins the elements of `data` at `start` plus each offset. */
type Join = (data: Reals, start: number, offsets: readonly number[]) => number;

/** From `first`, element by element; then `finish` of the total and the number of elements. */
function folding(
  first: number,
  next: (total: number, x: number) => number,
  finish: (total: number, count: number) => number = (total) => total,
): Join {
  return (data, start, offsets) => {
    let total = first;
    for (const offset of offsets) total = next(total, data[start + offset] as number);
    return finish(total, offsets.length);
  };
}

const add = (total: number, x: number): number => total + x;
const greatest = folding(Number.NEGATIVE_INFINITY, Math.max);

/** log Σ exp(x) = m + log Σ exp(x - m) with the greatest x as m, so that nothing overflows. */
const logSumExp: Join = (data, start, offsets) => {
  const most = greatest(data, start, offsets);
  if (!Number.isFinite(most)) return most;
  return most + Math.log(folding(0, (total, x) => total + Math.exp(x - most))(data, start, offsets));
};

const joins: { readonly [Op in keyof typeof reduceOperators]: Join } = {
  ReduceSum: folding(0, add),
  ReduceMean: folding(0, add, (total, count) => total / count),
  ReduceProd: folding(1, (total, x) => total * x),
  ReduceMax: greatest,
  ReduceMin: folding(Number.POSITIVE_INFINITY, Math.min),
  ReduceL1: folding(0, (total, x) => total + Math.abs(x)),
  ReduceL2: folding(0, (total, x) => total + x * x, Math.sqrt),
  ReduceSumSquare: folding(0, (total, x) => total + x * x),
  ReduceLogSum: folding(0, add, Math.log),
  ReduceLogSumExp: logSumExp,
};

/** The axes that a call reduces: given ones, all, or (with noop_with_empty_axes) none. */
export function reducedAxes(call: Pick<KernelCall, "inputs" | "attributes">, rank: number): readonly number[] {
  const given = listOf(call, 1) ?? [];
  if (given.length > 0) return given.map((axis) => wrapAxis(axis, rank));
  return call.attributes.noop_with_empty_axes === 1 ? [] : Array.from({ length: rank }, (_, axis) => axis);
}

function kernelOf(join: Join): ReferenceKernel {
  return (call) => {
    const input = inputOf(call, 0);
    const axes = reducedAxes(call, input.shape.length);
    const maps = identityMaps(input.shape);
    const starts = offsetsOf(maps.filter((_, axis) => !axes.includes(axis)));
    const inner = offsetsOf(maps.filter((_, axis) => axes.includes(axis)));
    const data = realsOf(input);
    const output = outputOf(call);
    // The extreme of no truth values is infinite, and stands for the least or the greatest truth value.
    const finish = output.dtype === "bool" ? (x: number) => Number(x > 0) : (x: number) => x;
    return [tensorOf(output, (i) => finish(join(data, starts[i] ?? 0, inner)))];
  };
}

export const reduceReferences = Object.fromEntries(Object.entries(joins).map(([op, join]) => [op, kernelOf(join)])) as {
  readonly [Op in keyof typeof reduceOperators]: ReferenceKernel;
};
