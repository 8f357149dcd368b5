/** Matrix product of stacks of matrices (ONNX MatMul, numpy.matmul). */
import { broadcastShapes } from "../broadcast.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";

/** A shape split into its stack and its last two axes; a vector is a row on the left and a column on the right. */
interface Stack<D> {
  readonly stack: readonly D[];
  readonly rows: D | undefined;
  readonly columns: D | undefined;
}

function leftStack<D>(shape: readonly D[]): Stack<D> {
  return shape.length === 1
    ? { stack: [], rows: undefined, columns: shape[0] }
    : { stack: shape.slice(0, -2), rows: shape.at(-2), columns: shape.at(-1) };
}

function rightStack<D>(shape: readonly D[]): Stack<D> {
  return shape.length === 1
    ? { stack: [], rows: shape[0], columns: undefined }
    : { stack: shape.slice(0, -2), rows: shape.at(-2), columns: shape.at(-1) };
}

function matrixShape<D>(c: AnyRuleContext<D>, index: number): readonly D[] {
  const shape = c.shape(index);
  if (shape.length > 0) return shape;
  const input = index === 0 ? "A" : "B";
  return c.fail("shape/rank", { op: c.op, input, expected: "a vector or a matrix", shape: c.shapeText(shape) });
}

export const matMul = defineOperator({
  op: "MatMul",
  since: 13,
  summary: "Multiplies matrices, or stacks of them, along the last two axes.",
  attributes: {},
  inputs: [{ name: "A" }, { name: "B", role: "weight" }],
  outputs: ["Y"],
  infer(c) {
    const a = matrixShape(c, 0);
    const b = matrixShape(c, 1);
    const left = leftStack(a);
    const right = rightStack(b);
    const inner = left.columns as (typeof a)[0];
    const rightInner = right.rows as (typeof a)[0];
    if (!c.requireEqual(inner, rightInner, "inner sizes of a matrix product are equal")) {
      const sizes = { leftSize: c.text(inner), rightSize: c.text(rightInner) };
      c.fail("shape/inner", { op: c.op, left: c.shapeText(a), right: c.shapeText(b), ...sizes });
    }
    const stack = broadcastShapes(c, [
      { name: `the stack of ${c.input(0).name}`, shape: left.stack },
      { name: `the stack of ${c.input(1).name}`, shape: right.stack },
    ]);
    const matrix = [left.rows, right.columns].filter((size) => size !== undefined);
    return [{ dtype: c.input(0).dtype, shape: [...stack, ...matrix] }];
  },
  /** Each output element is a sum over the inner axis. */
  cost(c) {
    const output = c.outputShape(0);
    const inner = c.inputShape(0).at(-1) ?? 1;
    const isMatrix = c.inputShape(1).length > 1;
    const before = isMatrix ? output.slice(0, -1) : output;
    const factors = [
      ...before.map((value, axis) => ({ role: axis === 0 ? "batch" : "position", value })),
      { role: "in", value: inner },
      ...(isMatrix ? [{ role: "out", value: output.at(-1) ?? 1 }] : []),
    ];
    return { macs: [{ factors }] };
  },
  reach: () => "global",
});
