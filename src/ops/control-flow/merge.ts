/** What two runs have in common: the type of a value that comes from one branch or another, from one step or the next. */
import type { Container } from "../../tensor/index.js";
import type { AnyRuleContext, RuleOutput } from "../definition.js";
import { commonType } from "../sequence/type.js";

/** Whether two values have the same type, the same sizes and the same known elements. */
export function isSame<D>(c: AnyRuleContext<D>, a: RuleOutput<D>, b: RuleOutput<D>): boolean {
  if (a.dtype !== b.dtype || !isSameShape(c, a.shape, b.shape)) return false;
  if (a.container !== undefined || b.container !== undefined) return isSameContainer(c, a.container, b.container);
  if (a.value === b.value) return true;
  const [left, right] = [a.value?.data, b.value?.data];
  return (
    left !== undefined && right !== undefined && left.length === right.length && left.every((x, i) => x === right[i])
  );
}

type Sizes<D> = readonly (D | null)[] | null;

function isSameShape<D>(c: AnyRuleContext<D>, a: Sizes<D>, b: Sizes<D>): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((size, axis) => isSameSize(c, size, b[axis] ?? null));
}

function isSameSize<D>(c: AnyRuleContext<D>, a: D | null, b: D | null): boolean {
  return a === null || b === null ? a === b : c.algebra.dim(a) === c.algebra.dim(b);
}

function isSameContainer<D>(c: AnyRuleContext<D>, a: Container<D> | undefined, b: Container<D> | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.element.dtype !== b.element.dtype) return false;
  if (!isSameShape(c, a.element.shape, b.element.shape)) return false;
  if (a.kind === "sequence" && b.kind === "sequence") {
    if (!isSameSize(c, a.length, b.length)) return false;
    const others = b.items;
    if (a.items === undefined || others === undefined) return a.items === others;
    return a.items.every((item, i) => isSame(c, item, others[i] ?? item));
  }
  if (a.kind === "optional" && b.kind === "optional") return a.isPresent === b.isPresent;
  return a.kind === "map" && b.kind === "map" && a.key === b.key;
}

/** The node's output that a merged value becomes, and why its sizes are open. */
interface Place {
  readonly output: number;
  readonly reason: string;
  /** Axes that the output has before those of the merged values: steps that are joined. */
  readonly before?: number;
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

function mergeSizes<D>(c: AnyRuleContext<D>, a: D, b: D, place: Place, ownAxis: number): D {
  const { output, reason, isOneOf, before = 0 } = place;
  const axis = ownAxis + before;
  const [left, right] = [c.algebra.dim(a), c.algebra.dim(b)];
  if (left === right) return a;
  if (!isOneOf || typeof left !== "number" || typeof right !== "number") return c.freshSize(output, axis, reason);
  return c.freshSize(output, axis, reason, { min: Math.min(left, right), max: Math.max(left, right) });
}

/** The container that is one or the other. A sequence without items says nothing about those of the other. */
function mergeContainers<D>(
  c: AnyRuleContext<D>,
  a: RuleOutput<D>,
  b: RuleOutput<D>,
  place: Place,
): Container<D> | undefined {
  const [left, right] = [a.container, b.container];
  if (left?.kind === "sequence" && right?.kind === "sequence") {
    const full = [left, right].filter(({ length }) => length === null || c.algebra.dim(length) !== 0);
    const element = commonType(
      c,
      full.map((one) => one.element),
      left.element,
    );
    return { kind: "sequence", element, length: isSameSize(c, left.length, right.length) ? left.length : null };
  }
  if (left?.kind === "optional" && right?.kind === "optional") {
    const element = mergeOutputs(c, left.element, right.element, place);
    return { kind: "optional", element, ...(left.isPresent === right.isPresent && { isPresent: left.isPresent }) };
  }
  return left ?? right;
}
