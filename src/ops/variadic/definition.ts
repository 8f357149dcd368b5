/** Element-wise functions of any number of inputs that broadcast (ONNX Min, Max, Sum, Mean); one table row each. */
import { twoArguments } from "../arithmetic.js";
import { broadcastInputs } from "../broadcast.js";
import { defineOperator, type NodeCost, type OperatorDefinition } from "../definition.js";
import { countsAsFlops, requireOneType } from "../element-types.js";
import { perElement } from "../elements.js";
import { foldValues, mapValues } from "../known-value.js";
import type { ScalarFunction } from "../scalar.js";

interface Variadic {
  readonly output: string;
  /** Joins two elements. */
  readonly value: ScalarFunction;
  /** The joined elements are divided by the number of inputs. */
  readonly mean?: true;
}

const rows = {
  Min: { output: "min", value: twoArguments.Min },
  Max: { output: "max", value: twoArguments.Max },
  Sum: { output: "sum", value: twoArguments.Add },
  Mean: { output: "mean", value: twoArguments.Add, mean: true },
} as const satisfies Record<string, Variadic>;

function variadic(op: string, row: Variadic): OperatorDefinition {
  return defineOperator({
    op,
    since: 13,
    attributes: {},
    inputs: [{ name: "data_0", variadic: true }],
    outputs: [row.output],
    infer(c) {
      requireOneType(c);
      const { dtype } = c.input(0);
      const shape = broadcastInputs(c);
      const values = c.inputs.map((input) => input?.value);
      const joined = foldValues(c, values, shape, dtype, row.value);
      const count = { dtype, shape: [], data: [c.inputs.length] };
      const value = row.mean ? mapValues(c, [joined, count], shape, dtype, twoArguments.Div) : joined;
      return [{ dtype, shape, value }];
    },
    /** One operation fewer than inputs; the mean divides once more. */
    cost(c): NodeCost {
      const operations = c.inputs.length - (row.mean ? 0 : 1);
      if (operations === 0 || !countsAsFlops(c.inputs)) return {};
      return { flops: { "element-wise": perElement(c.outputShape(0), operations) } };
    },
  });
}

/** One definition per row of the table. */
export const variadicOperators = Object.fromEntries(
  Object.entries(rows).map(([op, row]) => [op, variadic(op, row)]),
) as { readonly [Op in keyof typeof rows]: OperatorDefinition };
