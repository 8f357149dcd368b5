/** Types of sequences inside rules: what an input holds, what items have in common, and the output that holds them. */
import type { Container, ElementType, Item } from "../../tensor/index.js";
import type { AnyRuleContext, RuleInput, RuleOutput } from "../definition.js";

/** A sequence without its tag. */
export type Sequence<D> = Omit<Extract<Container<D>, { readonly kind: "sequence" }>, "kind">;

/** More items than this are not listed one by one: what they have in common is kept. */
export const ITEM_LIMIT = 1024;

/** The sequence that an input is; ends the rule where it is something else. */
export function sequenceInput<D>(c: AnyRuleContext<D>, index: number): Sequence<D> {
  const { container, name } = c.input(index);
  if (container?.kind === "sequence") return container;
  const actual = container === undefined ? "a tensor" : `an ${container.kind}`;
  return c.fail("type/mismatch", { op: c.op, input: name, expected: "a sequence", actual });
}

/** An input as an item of a sequence. */
export function itemOf<D>({ dtype, shape, value, container }: RuleInput<D>): Item<D> {
  return { dtype, shape, ...(value && { value }), ...(container && { container }) };
}

/** What two types have in common. */
function joinTypes<D>(c: AnyRuleContext<D>, left: ElementType<D>, right: ElementType<D>): ElementType<D> {
  const { dtype, container } = left;
  if (left.shape === null || right.shape?.length !== left.shape.length) return { dtype, shape: null, container };
  const isSame = (a: D | null | undefined, b: D | null): boolean =>
    a !== null && a !== undefined && b !== null && c.algebra.dim(a) === c.algebra.dim(b);
  const shape = left.shape.map((size, axis) => (isSame(right.shape?.[axis], size) ? size : null));
  return { dtype, shape, container };
}

/** What all items have in common; `otherwise` without items. */
export function commonType<D>(
  c: AnyRuleContext<D>,
  items: readonly ElementType<D>[],
  otherwise: ElementType<D>,
): ElementType<D> {
  const [first = otherwise, ...rest] = items;
  const { dtype, shape, container } = first;
  return rest.reduce((common, item) => joinTypes(c, common, item), { dtype, shape, container });
}

/** A sequence of these items; `element` is its type without any. */
export function sequenceOf<D>(c: AnyRuleContext<D>, items: readonly Item<D>[], element: ElementType<D>): Sequence<D> {
  const listed = items.length <= ITEM_LIMIT ? items : undefined;
  return { element: commonType(c, items, element), length: c.algebra.of(items.length), items: listed };
}

/** The items in an order that is not known: kept where all are alike, without their elements. */
export function unorderedItems<D>(c: AnyRuleContext<D>, items: readonly Item<D>[]): readonly Item<D>[] | undefined {
  const common = commonType(c, items, { dtype: "float32", shape: null });
  if (common.shape === null || common.shape.includes(null)) return undefined;
  return items.map(({ value: _, ...item }) => item);
}

export function sequenceOutput<D>(sequence: Sequence<D>): RuleOutput<D> {
  return { dtype: sequence.element.dtype, shape: null, container: { kind: "sequence", ...sequence } };
}

/** A tensor of this type: sizes in which the items differ get symbols. */
export function freshItem<D>(c: AnyRuleContext<D>, { dtype, shape, container }: ElementType<D>): RuleOutput<D> {
  const reason = "the items of the sequence differ in this size";
  const sizes = shape?.map((size, axis) => size ?? c.freshSize(0, axis, reason)) ?? null;
  return { dtype, shape: sizes, container };
}
