/** Reductions along axes: sums, means, extremes and norms; one table row each. */
import type { Dim, Formula } from "../../dim/index.js";
import type { KnownValue } from "../../tensor/index.js";
import { twoArguments } from "../arithmetic.js";
import { withDefault } from "../attribute.js";
import { reachOfAxes, resolveAxes } from "../axis.js";
import {
  type AnyRuleContext,
  defineOperator,
  type NodeCost,
  type OperatorDefinition,
  type RuleContext,
} from "../definition.js";
import { countsAsFlops } from "../element-types.js";
import { elementFactors } from "../elements.js";
import { identityMaps } from "../index-map.js";
import {
  foldValue,
  keptShape,
  mapValues,
  readLength,
  readNumbers,
  reducedGroups,
  reshapeValue,
} from "../known-value.js";
import type { ScalarFunction } from "../scalar.js";

const attributes = { keepdims: withDefault("int", 1), noop_with_empty_axes: withDefault("int", 0) } as const;

interface Reduction {
  readonly since: number;
  /** Operations per input element and per output element: a sum of n is n - 1 additions. */
  readonly operations: readonly [input: number, output: number];
  readonly transcendental?: readonly [input: number, output: number];
  /** Joins known elements; `first` is the result for no elements. */
  readonly value?: { readonly fn: ScalarFunction; readonly first?: number; readonly mean?: true };
}

/** Costs of the formula of src/ops/summaries.ts; roots are arithmetic, exp and log are transcendental. */
const rows = {
  ReduceSum: { since: 13, operations: [1, -1], value: { fn: twoArguments.Add, first: 0 } },
  ReduceMean: { since: 18, operations: [1, 0], value: { fn: twoArguments.Add, mean: true } },
  ReduceProd: { since: 18, operations: [1, -1], value: { fn: twoArguments.Mul, first: 1 } },
  ReduceMax: { since: 20, operations: [1, -1], value: { fn: twoArguments.Max } },
  ReduceMin: { since: 20, operations: [1, -1], value: { fn: twoArguments.Min } },
  ReduceL1: { since: 18, operations: [2, -1] },
  ReduceL2: { since: 18, operations: [2, 0] },
  ReduceSumSquare: { since: 18, operations: [2, -1] },
  ReduceLogSum: { since: 18, operations: [1, -1], transcendental: [0, 1] },
  ReduceLogSumExp: { since: 18, operations: [1, -1], transcendental: [1, 1] },
} as const satisfies Record<string, Reduction>;

/** Reduced axes; "unknown" where the axes are not known before the network runs. */
function axesOf<D>(c: RuleContext<typeof attributes, D>, rank: number): readonly number[] | "unknown" {
  const all = Array.from({ length: rank }, (_, axis) => axis);
  if (c.inputs[1] === undefined) return c.attributes.noop_with_empty_axes === 1 ? [] : all;
  const given = readNumbers(c, 1);
  if (given === undefined) return "unknown";
  if (given.length === 0) return c.attributes.noop_with_empty_axes === 1 ? [] : all;
  return resolveAxes(c, given, rank);
}

/** Shape where the axes are unknown: the rank is known with keepdims, or with the number of axes. */
function unknownShape<D>(c: RuleContext<typeof attributes, D>, rank: number): readonly D[] {
  const axes = readLength(c, 1);
  const left = c.attributes.keepdims === 1 ? rank : axes === undefined ? -1 : rank - axes;
  if (left < 0) c.unknown("the reduced axes are not known");
  return Array.from({ length: left }, (_, axis) => c.freshSize(0, axis, "the reduced axes are not known"));
}

function reduceValue<D>(
  c: AnyRuleContext<D>,
  axes: readonly number[],
  shape: readonly D[],
  row: NonNullable<Reduction["value"]>,
): KnownValue | undefined {
  const { value, dtype } = c.input(0);
  if (value === undefined) return undefined;
  const maps = identityMaps(value.shape);
  const keep = maps.filter((_, axis) => !axes.includes(axis));
  const reduced = maps.filter((_, axis) => axes.includes(axis));
  const count = reduced.reduce((product, map) => product * map.length, 1);
  if (count === 0 && row.first === undefined) return undefined;
  const kept = keptShape(c, shape);
  if (kept === undefined) return undefined;
  const joined = foldValue(c, value, reducedGroups(keep, reduced), kept, row.fn, row.first);
  if (!row.mean) return joined;
  return mapValues(c, [joined, { dtype, shape: [], data: [count] }], shape, dtype, twoArguments.Div);
}

function reduction(op: string, row: Reduction): OperatorDefinition {
  return defineOperator({
    op,
    since: row.since,
    attributes,
    inputs: [{ name: "data" }, { name: "axes", role: "control", optional: true }],
    outputs: ["reduced"],
    infer(c) {
      const x = c.shape(0);
      const { dtype } = c.input(0);
      const axes = axesOf(c, x.length);
      if (axes === "unknown") return [{ dtype, shape: unknownShape(c, x.length) }];
      const one = c.algebra.of(1);
      const kept = x.map((size, axis) => (axes.includes(axis) ? one : size));
      const shape = c.attributes.keepdims === 1 ? kept : x.filter((_, axis) => !axes.includes(axis));
      const value = row.value === undefined ? undefined : reduceValue(c, axes, shape, row.value);
      return [{ dtype, shape, value: reshapeValue(c, value, shape) }];
    },
    cost(c): NodeCost {
      if (!countsAsFlops(c.inputs)) return {};
      const [input, output] = [c.inputShape(0), c.outputShape(0)];
      return {
        flops: {
          reduction: weighted(input, output, row.operations),
          ...(row.transcendental && { transcendental: weighted(input, output, row.transcendental) }),
        },
      };
    },
    reach(values, inputs) {
      const axes = inputs[1]?.value?.data;
      const known = axes?.every((axis) => typeof axis === "number");
      return values.keepdims === 1 && known ? reachOfAxes(axes as readonly number[], inputs) : "global";
    },
  });
}

/** `weights[0]` operations per input element and `weights[1]` per output element. */
function weighted(input: readonly Dim[], output: readonly Dim[], weights: readonly [number, number]): Formula {
  const shapes = [input, output];
  return weights.flatMap((weight, i) => {
    const factors = elementFactors(shapes[i] ?? []);
    if (weight === 0) return [];
    return [{ factors: weight === 1 ? factors : [...factors, { role: "each", value: weight }] }];
  });
}

/** One definition per row of the table. */
export const reduceOperators = Object.fromEntries(
  Object.entries(rows).map(([op, row]) => [op, reduction(op, row)]),
) as {
  readonly [Op in keyof typeof rows]: OperatorDefinition;
};
