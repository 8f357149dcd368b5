/** Element-wise functions of two inputs that broadcast: arithmetic, comparisons, logic; one table row each. */
import { type DType, isFloat } from "../../tensor/index.js";
import { twoArguments } from "../arithmetic.js";
import { type AttributeDeclarations, oneOf, withDefault } from "../attribute.js";
import { broadcastInputs } from "../broadcast.js";
import { defineOperator, type NodeCost, type OperatorDefinition } from "../definition.js";
import { countsAsFlops, requireOneType } from "../element-types.js";
import { perElement } from "../elements.js";
import { mapValues } from "../known-value.js";
import type { ScalarFunction } from "../scalar.js";

type Attributes = Readonly<Record<string, unknown>>;

interface Binary {
  readonly since: number;
  readonly names?: readonly [string, string];
  readonly attributes?: AttributeDeclarations;
  /** Element type of the output: that of the first input unless it is a truth value. */
  readonly output?: "bool";
  /** The second input may have another element type. */
  readonly mixed?: true;
  readonly transcendental?: true;
  /** Known elements: the function, or the one for an element type and attributes. */
  readonly value: ScalarFunction | ((dtype: DType, attributes: Attributes) => ScalarFunction);
}

const truth = { output: "bool" } as const;

/** Each costs one operation per output element, on floats. */
const rows = {
  Add: { since: 14, value: twoArguments.Add },
  Sub: { since: 14, value: twoArguments.Sub },
  Mul: { since: 14, value: twoArguments.Mul },
  Div: {
    since: 14,
    value: (dtype) => (isFloat(dtype) ? twoArguments.Div : twoArguments.IntegerDiv),
  },
  Mod: {
    since: 13,
    attributes: { fmod: withDefault("int", 0) },
    value: (_, { fmod }) => (fmod === 1 ? twoArguments.Fmod : twoArguments.Mod),
  },
  Pow: {
    since: 15,
    names: ["X", "Y"],
    mixed: true,
    transcendental: true,
    value: twoArguments.Pow,
  },
  Equal: { since: 19, ...truth, value: twoArguments.Equal },
  Less: { since: 13, ...truth, value: twoArguments.Less },
  LessOrEqual: { since: 16, ...truth, value: twoArguments.LessOrEqual },
  Greater: { since: 13, ...truth, value: twoArguments.Greater },
  GreaterOrEqual: { since: 16, ...truth, value: twoArguments.GreaterOrEqual },
  And: { since: 7, ...truth, value: twoArguments.And },
  Or: { since: 7, ...truth, value: twoArguments.Or },
  Xor: { since: 7, ...truth, value: twoArguments.Xor },
  BitwiseAnd: { since: 18, value: twoArguments.BitwiseAnd },
  BitwiseOr: { since: 18, value: twoArguments.BitwiseOr },
  BitwiseXor: { since: 18, value: twoArguments.BitwiseXor },
  BitShift: {
    since: 11,
    names: ["X", "Y"],
    attributes: { direction: { ...oneOf("RIGHT", "LEFT"), required: true } },
    value: (_, { direction }) => (direction === "LEFT" ? twoArguments.ShiftLeft : twoArguments.ShiftRight),
  },
} as const satisfies Record<string, Binary>;

function functionOfRow(row: Binary, dtype: DType, attributes: Attributes): ScalarFunction {
  return typeof row.value === "function" ? row.value(dtype, attributes) : row.value;
}

/** What an operator computes of two elements of a type. */
export function binaryFunction(op: keyof typeof rows, dtype: DType, attributes: Attributes): ScalarFunction {
  return functionOfRow(rows[op], dtype, attributes);
}

function binary(op: string, row: Binary): OperatorDefinition {
  const [left, right] = row.names ?? ["A", "B"];
  return defineOperator({
    op,
    since: row.since,
    attributes: row.attributes ?? {},
    inputs: [{ name: left }, { name: right }],
    outputs: ["C"],
    infer(c) {
      if (!row.mixed) requireOneType(c);
      const dtype = row.output ?? c.input(0).dtype;
      const shape = broadcastInputs(c);
      const fn = functionOfRow(row, c.input(0).dtype, c.attributes);
      const values = c.inputs.map((input) => input?.value);
      return [{ dtype, shape, value: mapValues(c, values, shape, dtype, fn) }];
    },
    cost(c): NodeCost {
      if (!countsAsFlops(c.inputs)) return {};
      const each = perElement(c.outputShape(0));
      return { flops: row.transcendental ? { transcendental: each } : { "element-wise": each } };
    },
  });
}

/** One definition per row of the table. */
export const binaryOperators = Object.fromEntries(Object.entries(rows).map(([op, row]) => [op, binary(op, row)])) as {
  readonly [Op in keyof typeof rows]: OperatorDefinition;
};
