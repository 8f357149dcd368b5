/** Gradients of reductions: every element's share in the slope of the result that it went into. */
import { type GradientKernel, gradientOf, outputReals } from "../gradient-kernel.js";
import { identityMaps, offsetsOf } from "../index-map.js";
import { inputOf, type Reals, realsOf } from "../reference-data.js";
import type { reduceOperators } from "./definition.js";
import { reducedAxes } from "./reference.js";

/** What a group's elements have in common: the elements, where they lie, the result. */
interface Group {
  readonly x: Reals;
  readonly start: number;
  readonly offsets: readonly number[];
  readonly y: number;
}

/** The slope of a group's result by the element at a place; prepared once for each group. */
type Slopes = (group: Group) => (x: number) => number;

const shareOf =
  (term: (x: number, y: number) => number): Slopes =>
  ({ y }) =>
  (x) =>
    term(x, y);

/** Equal extremes share the slope, as in PyTorch's amax. */
const extreme: Slopes = ({ x, start, offsets, y }) => {
  const winners = offsets.filter((offset) => x[start + offset] === y).length;
  return (each) => (each === y ? 1 / winners : 0);
};

/** The product of the others, which is no quotient where an element is 0. */
const product: Slopes = ({ x, start, offsets, y }) => {
  const zeros = offsets.filter((offset) => x[start + offset] === 0).length;
  if (zeros === 0) return (each) => y / each;
  const others = offsets.reduce((total, offset) => total * (x[start + offset] || 1), 1);
  return (each) => (each === 0 && zeros === 1 ? others : 0);
};

const slopes: { readonly [Op in keyof typeof reduceOperators]: Slopes } = {
  ReduceSum: shareOf(() => 1),
  ReduceMean:
    ({ offsets }) =>
    () =>
      1 / offsets.length,
  ReduceProd: product,
  ReduceMax: extreme,
  ReduceMin: extreme,
  ReduceL1: shareOf(Math.sign),
  ReduceL2: shareOf((x, y) => (y === 0 ? 0 : x / y)),
  ReduceSumSquare: shareOf((x) => 2 * x),
  ReduceLogSum: shareOf((_, y) => Math.exp(-y)),
  ReduceLogSumExp: shareOf((x, y) => Math.exp(x - y)),
};

function gradientKernel(slopesOf: Slopes): GradientKernel {
  return (call) => {
    const input = inputOf(call, 0);
    const axes = reducedAxes(call, input.shape.length);
    const maps = identityMaps(input.shape);
    const starts = offsetsOf(maps.filter((_, axis) => !axes.includes(axis)));
    const offsets = offsetsOf(maps.filter((_, axis) => axes.includes(axis)));
    const [x, y, from] = [realsOf(input), outputReals(call), gradientOf(call)];
    const to = new Float64Array(x.length);
    starts.forEach((start, i) => {
      const slope = slopesOf({ x, start, offsets, y: y[i] as number });
      for (const offset of offsets) {
        const at = start + offset;
        to[at] = (from[i] as number) * slope(x[at] as number);
      }
    });
    return [to];
  };
}

export const reduceGradients = Object.fromEntries(
  Object.entries(slopes).map(([op, slopesOf]) => [op, gradientKernel(slopesOf)]),
) as { readonly [Op in keyof typeof reduceOperators]: GradientKernel };
