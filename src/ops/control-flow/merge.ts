/** What two runs have in common: the type of a value that comes from one branch or another, from one step or the next. */
import type { AnyRuleContext, RuleOutput } from "../definition.js";
import { joinTypes } from "../sequence/type.js";

/** Whether two values have the same type, the same sizes and the same known elements. */
export function isSame<D>(c: AnyRuleContext<D>, a: RuleOutput<D>, b: RuleOutput<D>): boolean {
  if (a.dtype !== b.dtype || !isSameShape(c, a.shape, b.shape)) return false;
  if (a.container !== undefined || b.container !== undefined) return a.container === b.container;
  if (a.value === b.value) return true;
  const [left, right] = [a.value?.data, b.value?.data];
  return (
    left !== undefined && right !== undefined && left.length === right.length && left.every((x, i) => x === right[i])
  );
}

function isSameShape<D>(c: AnyRuleContext<D>, a: readonly D[] | null, b: readonly D[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((size, axis) => c.algebra.dim(size) === c.algebra.dim(b[axis] as D));
}

/** The node's output that a merged value becomes, and why its sizes are open. */
interface Place {
  readonly output: number;
  readonly reason: string;
  /** It is one of the two; otherwise it may go on changing. */
  readonly isOneOf?: true;
}

/** The value that is `a` or `b`: sizes in which they differ become what only the data decides, other elements unknown. */
export function mergeOutputs<D>(c: AnyRuleContext<D>, a: RuleOutput<D>, b: RuleOutput<D>, place: Place): RuleOutput<D> {
  if (isSame(c, a, b)) return a;
  if (a.dtype !== b.dtype) c.fail("type/differ", { op: c.op, left: a.dtype, right: b.dtype });
  const container = mergeContainers(c, a, b, place);
  if (a.shape === null || b.shape === null || a.shape.length !== b.shape.length) {
    return { dtype: a.dtype, shape: null, ...(container !== undefined && { container }) };
  }
  const shape = a.shape.map((size, axis) => mergeSizes(c, size, b.shape?.[axis] as D, place, axis));
  const [left, right] = [a.value, b.value];
  const sameForm = left !== undefined && right !== undefined && left.data.length === right.data.length;
  if (!sameForm || !isSameShape(c, a.shape, b.shape)) return { dtype: a.dtype, shape };
  const data = left.data.map((element, i) => (element === right.data[i] ? element : undefined));
  return { dtype: a.dtype, shape, value: { ...left, data } };
}

function mergeSizes<D>(c: AnyRuleContext<D>, a: D, b: D, { output, reason, isOneOf }: Place, axis: number): D {
  const [left, right] = [c.algebra.dim(a), c.algebra.dim(b)];
  if (left === right) return a;
  if (!isOneOf || typeof left !== "number" || typeof right !== "number") return c.freshSize(output, axis, reason);
  return c.freshSize(output, axis, reason, { min: Math.min(left, right), max: Math.max(left, right) });
}

function mergeContainers<D>(
  c: AnyRuleContext<D>,
  a: RuleOutput<D>,
  b: RuleOutput<D>,
  place: Place,
): RuleOutput<D>["container"] {
  const [left, right] = [a.container, b.container];
  if (left === undefined || right === undefined || left.kind !== right.kind) return left ?? right;
  if (left.kind === "sequence" && right.kind === "sequence") {
    const element = joinTypes(c, left.element, right.element);
    const isSameLength =
      left.length !== null && right.length !== null && c.algebra.dim(left.length) === c.algebra.dim(right.length);
    return { kind: "sequence", element, length: isSameLength ? left.length : null };
  }
  if (left.kind === "sequence" || right.kind === "sequence") return left;
  const element = mergeOutputs(c, left.element, right.element, place);
  return left.kind === "optional" ? { kind: "optional", element } : { ...left, element };
}
