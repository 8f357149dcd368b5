/** Numpy broadcasting of shapes, with the finding that names both shapes and the axis. */
import type { AnyRuleContext } from "./definition.js";

interface NamedShape<D> {
  readonly name: string;
  readonly shape: readonly D[];
}

/** The joint shape of all inputs; ends the rule with `shape/mismatch` where two of them do not broadcast. */
export function broadcastShapes<D>(c: AnyRuleContext<D>, shapes: readonly NamedShape<D>[]): readonly D[] {
  return shapes.reduce<NamedShape<D>>((left, right) => ({ name: left.name, shape: broadcastPair(c, left, right) }), {
    name: shapes[0]?.name ?? "",
    shape: [],
  }).shape;
}

/** The joint shape of all of a node's inputs. */
export function broadcastInputs<D>(c: AnyRuleContext<D>): readonly D[] {
  return broadcastShapes(
    c,
    c.inputs.map((_, index) => ({ name: c.input(index).name, shape: c.shape(index) })),
  );
}

/** The shape of `input` must broadcast to `target` without changing it (ONNX: unidirectional broadcasting). */
export function requireBroadcastTo<D>(c: AnyRuleContext<D>, input: NamedShape<D>, target: NamedShape<D>): void {
  if (input.shape.length > target.shape.length) failToBroadcast(c, target, input, "it has more axes");
  alignedAxes(target, input).forEach(({ left, right, axis }) => {
    if (right === undefined || left === undefined || c.algebra.dim(right) === 1) return;
    if (c.requireEqual(left, right, `${input.name} broadcasts to ${target.name} (axis ${axis})`)) return;
    failToBroadcast(c, target, input, `axis ${axis} has ${c.text(left)} and ${c.text(right)}`);
  });
}

function broadcastPair<D>(c: AnyRuleContext<D>, left: NamedShape<D>, right: NamedShape<D>): readonly D[] {
  return alignedAxes(left, right).map((pair) => {
    if (pair.left === undefined) return pair.right as D;
    if (pair.right === undefined) return pair.left;
    const because = `${left.name} and ${right.name} broadcast along axis ${pair.axis}`;
    const size = c.requireBroadcast(pair.left, pair.right, because);
    if (size !== undefined) return size;
    const sizes = `axis ${pair.axis} has ${c.text(pair.left)} and ${c.text(pair.right)}`;
    return failToBroadcast(c, left, right, sizes);
  });
}

interface AxisPair<D> {
  readonly left: D | undefined;
  readonly right: D | undefined;
  readonly axis: number;
}

/** Axes aligned at the end, outermost first. */
function alignedAxes<D>(left: NamedShape<D>, right: NamedShape<D>): readonly AxisPair<D>[] {
  const rank = Math.max(left.shape.length, right.shape.length);
  return Array.from({ length: rank }, (_, axis) => ({
    left: left.shape[axis - rank + left.shape.length],
    right: right.shape[axis - rank + right.shape.length],
    axis,
  }));
}

function failToBroadcast<D>(c: AnyRuleContext<D>, left: NamedShape<D>, right: NamedShape<D>, formula: string): never {
  const shapes = { left: c.shapeText(left.shape), right: c.shapeText(right.shape) };
  return c.fail(
    "shape/mismatch",
    { op: c.op, ...shapes, leftName: left.name, rightName: right.name },
    { formula, hint: "sizes must be equal or 1, axis by axis from the last; reshape or expand one of them" },
  );
}
