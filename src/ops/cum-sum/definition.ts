/** Running sums and products along an axis (ONNX CumSum, CumProd). */
import type { KnownValue } from "../../tensor/index.js";
import { twoArguments } from "../arithmetic.js";
import { withDefault } from "../attribute.js";
import { resolveAxis } from "../axis.js";
import { type AnyRuleContext, defineOperator, type OperatorDefinition } from "../definition.js";
import { countsAsFlops } from "../element-types.js";
import { perElement } from "../elements.js";
import { stridesOf } from "../index-map.js";
import { keptShape, readNumbers } from "../known-value.js";
import { applyScalar, type ScalarFunction } from "../scalar.js";

interface Running {
  readonly exclusive: boolean;
  readonly reverse: boolean;
  readonly fn: ScalarFunction;
  /** What an exclusive line begins with. */
  readonly first: number;
}

/** The known partial results along `axis`. */
function runValue<D>(
  c: AnyRuleContext<D>,
  shape: readonly D[],
  axis: number,
  { exclusive, reverse, fn, first }: Running,
): KnownValue | undefined {
  const { value } = c.input(0);
  if (value === undefined || keptShape(c, shape) === undefined) return undefined;
  const size = value.shape[axis] ?? 1;
  const stride = stridesOf(value.shape)[axis] ?? 1;
  const data = [...value.data];
  for (let start = 0; start < data.length; start++) {
    if (Math.floor(start / stride) % size !== 0) continue;
    const line = Array.from({ length: size }, (_, i) => start + (reverse ? size - 1 - i : i) * stride);
    let total = exclusive ? first : value.data[line[0] ?? start];
    line.forEach((offset, i) => {
      const next = value.data[exclusive ? offset : (line[i + 1] ?? offset)];
      data[offset] = total;
      total = applyScalar(fn, value.dtype, value.dtype, [total, next]);
    });
  }
  return { ...value, data };
}

/** One operation per element: the first of each line is joined to nothing. */
function cumulative(
  op: string,
  row: { readonly since: number; readonly fn: ScalarFunction; readonly first: number },
): OperatorDefinition {
  return defineOperator({
    op,
    since: row.since,
    attributes: { exclusive: withDefault("int", 0), reverse: withDefault("int", 0) },
    inputs: [{ name: "x" }, { name: "axis", role: "control" }],
    outputs: ["y"],
    infer(c) {
      const shape = c.shape(0);
      const given = readNumbers(c, 1)?.[0];
      const { dtype } = c.input(0);
      if (given === undefined) return [{ dtype, shape }];
      const axis = resolveAxis(c, given, shape.length);
      const { exclusive, reverse } = c.attributes;
      const running = { exclusive: exclusive === 1, reverse: reverse === 1, fn: row.fn, first: row.first };
      return [{ dtype, shape, value: runValue(c, shape, axis, running) }];
    },
    cost: (c) => ({ flops: countsAsFlops(c.inputs) ? { reduction: perElement(c.outputShape(0)) } : {} }),
    reach: () => "global",
  });
}

export const cumSum = cumulative("CumSum", {
  since: 14,
  fn: twoArguments.Add,
  first: 0,
});

export const cumProd = cumulative("CumProd", {
  since: 26,
  fn: twoArguments.Mul,
  first: 1,
});
