/** Matrix product of stacks of matrices (ONNX MatMul, numpy.matmul). */
import type { Dim, Formula } from "../../dim/index.js";
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
  return c.fail("shape/rank", {
    op: c.op,
    input: c.input(index).name,
    expected: "a vector or a matrix",
    shape: c.shapeText(shape),
  });
}

/** The shape of the product of the inputs at `left` and `right`. */
export function inferMatrixProduct<D>(c: AnyRuleContext<D>, leftIndex = 0, rightIndex = 1): readonly D[] {
  return multiplyShapes(c, named(c, leftIndex), named(c, rightIndex));
}

interface NamedMatrix<D> {
  readonly name: string;
  readonly shape: readonly D[];
}

function named<D>(c: AnyRuleContext<D>, index: number): NamedMatrix<D> {
  return { name: c.input(index).name, shape: matrixShape(c, index) };
}

/** The shape of a product of stacks of matrices. */
export function multiplyShapes<D>(c: AnyRuleContext<D>, a: NamedMatrix<D>, b: NamedMatrix<D>): readonly D[] {
  const left = leftStack(a.shape);
  const right = rightStack(b.shape);
  const inner = left.columns as D;
  const rightInner = right.rows as D;
  if (!c.requireEqual(inner, rightInner, "inner sizes of a matrix product are equal")) {
    const sizes = { leftSize: c.text(inner), rightSize: c.text(rightInner) };
    c.fail("shape/inner", { op: c.op, left: c.shapeText(a.shape), right: c.shapeText(b.shape), ...sizes });
  }
  const stack = broadcastShapes(c, [
    { name: `the stack of ${a.name}`, shape: left.stack },
    { name: `the stack of ${b.name}`, shape: right.stack },
  ]);
  const matrix = [left.rows, right.columns].filter((size) => size !== undefined);
  return [...stack, ...matrix];
}

/** Each output element is a sum over the inner axis; `isMatrix` says whether the right factor has columns. */
export function matrixProducts(output: readonly Dim[], inner: Dim, isMatrix: boolean): Formula {
  const before = isMatrix ? output.slice(0, -1) : output;
  const factors = [
    ...before.map((value, axis) => ({ role: axis === 0 ? "batch" : "position", value })),
    { role: "in", value: inner },
    ...(isMatrix ? [{ role: "out", value: output.at(-1) ?? 1 }] : []),
  ];
  return [{ factors }];
}

export const matMul = defineOperator({
  op: "MatMul",
  since: 13,
  attributes: {},
  inputs: [{ name: "A" }, { name: "B", role: "weight" }],
  outputs: ["Y"],
  infer: (c) => [{ dtype: c.input(0).dtype, shape: inferMatrixProduct(c) }],
  cost: (c) => ({
    macs: matrixProducts(c.outputShape(0), c.inputShape(0).at(-1) ?? 1, c.inputShape(1).length > 1),
  }),
  reach: () => "global",
});
