/** Positions of the extremes along an axis (ONNX ArgMax, ArgMin). */
import type { KnownValue } from "../../tensor/index.js";
import { withDefault } from "../attribute.js";
import { reachOfAxes, resolveAxis } from "../axis.js";
import { type AnyRuleContext, defineOperator, type OperatorDefinition } from "../definition.js";
import { countsAsFlops } from "../element-types.js";
import { elementFactors } from "../elements.js";
import { identityMaps } from "../index-map.js";
import { keptShape, reducedGroups } from "../known-value.js";

type Known = number | bigint;

/** Position of the first (or last) element that no other one exceeds; undefined among none. */
function positionOf(elements: readonly Known[], exceeds: (a: Known, b: Known) => boolean, last: boolean): number {
  return elements.reduce<number>((best, element, i) => {
    const current = elements[best] ?? element;
    return exceeds(element, current) || (last && element === current) ? i : best;
  }, 0);
}

/** The known positions, where every element is a number. */
function extremeValue<D>(
  c: AnyRuleContext<D>,
  axis: number,
  shape: readonly D[],
  exceeds: (a: Known, b: Known) => boolean,
  last: boolean,
): KnownValue | undefined {
  const { value } = c.input(0);
  const kept = keptShape(c, shape);
  if (value === undefined || kept === undefined || value.shape[axis] === 0) return undefined;
  const maps = identityMaps(value.shape);
  const groups = reducedGroups(maps.toSpliced(axis, 1), maps.slice(axis, axis + 1));
  const data = groups.map((offsets) => {
    const elements = offsets.map((offset) => value.data[offset]);
    const known = elements.every((element) => typeof element === "number" || typeof element === "bigint");
    return known ? positionOf(elements, exceeds, last) : undefined;
  });
  return { dtype: "int64", shape: kept, data };
}

function argExtreme(op: string, exceeds: (a: Known, b: Known) => boolean): OperatorDefinition {
  return defineOperator({
    op,
    since: 13,
    attributes: {
      axis: withDefault("int", 0),
      keepdims: withDefault("int", 1),
      select_last_index: withDefault("int", 0),
    },
    inputs: [{ name: "data" }],
    outputs: ["reduced"],
    infer(c) {
      const x = c.shape(0);
      const axis = resolveAxis(c, c.attributes.axis, x.length);
      const { keepdims, select_last_index } = c.attributes;
      const kept = x.map((size, i) => (i === axis ? c.algebra.of(1) : size));
      const shape = keepdims === 1 ? kept : x.filter((_, i) => i !== axis);
      return [{ dtype: "int64", shape, value: extremeValue(c, axis, shape, exceeds, select_last_index === 1) }];
    },
    /** n - 1 comparisons find the extreme of n. */
    cost(c) {
      if (!countsAsFlops(c.inputs)) return {};
      const less = [{ role: "each", value: -1 }, ...elementFactors(c.outputShape(0))];
      return { flops: { reduction: [{ factors: elementFactors(c.inputShape(0)) }, { factors: less }] } };
    },
    reach: ({ axis, keepdims }, inputs) => (keepdims === 1 ? reachOfAxes([axis], inputs) : "global"),
  });
}

export const argMax = argExtreme("ArgMax", (a, b) => a > b);
export const argMin = argExtreme("ArgMin", (a, b) => a < b);
