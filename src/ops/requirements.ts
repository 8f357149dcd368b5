/** What rules ask of their inputs' shapes and attributes, with one wording of what is wrong. */
import { isEqual } from "../dim/index.js";
import type { AnyRuleContext } from "./definition.js";

/** The shape of an input that must have one of the given ranks; `expected` says what its axes are. */
export function requireRank<D>(
  c: AnyRuleContext<D>,
  index: number,
  ranks: readonly number[],
  expected: string,
): readonly D[] {
  const shape = c.shape(index);
  if (ranks.includes(shape.length)) return shape;
  return c.fail("shape/rank", { op: c.op, input: c.input(index).name, expected, shape: c.shapeText(shape) });
}

/** The shape of an input that must have at least so many axes. */
export function requireRankAtLeast<D>(
  c: AnyRuleContext<D>,
  index: number,
  least: number,
  expected: string,
): readonly D[] {
  const shape = c.shape(index);
  if (shape.length >= least) return shape;
  return c.fail("shape/rank", { op: c.op, input: c.input(index).name, expected, shape: c.shapeText(shape) });
}

/** Two sizes must be equal; `what` says why. */
export function requireSame<D>(c: AnyRuleContext<D>, left: D, right: D, what: string): void {
  if (c.requireEqual(left, right, what)) return;
  c.fail("shape/invalid", { op: c.op, reason: `${what}, found ${c.text(left)} and ${c.text(right)}` });
}

/** An input, where it is given, must have this shape. */
export function requireShape<D>(c: AnyRuleContext<D>, index: number, expected: readonly D[], what: string): void {
  const input = c.inputs[index];
  if (input === undefined || input.shape === null) return;
  const { name, shape } = input;
  const isSame = (size: D, axis: number): boolean => c.requireEqual(size, expected[axis] as D, `${name} is ${what}`);
  if (shape.length === expected.length && shape.every(isSame)) return;
  const wanted = `${c.shapeText(expected)} (${what})`;
  c.fail("shape/rank", { op: c.op, input: name, expected: wanted, shape: c.shapeText(shape) });
}

/** An input, where it is given, must hold a single number: a scalar, or as some writers have it a list of one. */
export function requireSingle<D>(c: AnyRuleContext<D>, index: number): void {
  const input = c.inputs[index];
  if (input === undefined || input.shape === null) return;
  if (input.shape.every((size) => isEqual(c.algebra.dim(size), 1) !== false)) return;
  const expected = "a single number";
  c.fail("shape/rank", { op: c.op, input: input.name, expected, shape: c.shapeText(input.shape) });
}

/** A size over a number of equal parts; ends the rule where they do not divide. */
export function requireParts<D>(c: AnyRuleContext<D>, size: D, parts: number, what: string): D {
  const a = c.algebra;
  if (!Number.isSafeInteger(parts) || parts < 1) {
    c.fail("shape/invalid", { op: c.op, reason: `${what}: there are ${parts} parts, at least 1 is needed` });
  }
  if (!c.requireDivisible(size, a.of(parts), what)) {
    c.fail("shape/invalid", { op: c.op, reason: `${what}: ${c.text(size)} does not divide by ${parts}` });
  }
  return a.floorDiv(size, a.of(parts));
}

/** Sizes that an attribute gives must not be negative, nor past whole numbers. */
export function requireSizes<D>(c: AnyRuleContext<D>, attribute: string, sizes: readonly number[]): readonly D[] {
  if (sizes.every((size) => Number.isSafeInteger(size) && size >= 0)) return sizes.map((size) => c.algebra.of(size));
  const rule = "sizes are at least 0";
  return c.fail("node/attribute-value", { op: c.op, attribute, value: `[${sizes.join(", ")}]`, rule });
}

/** The product of sizes; 1 for none. */
export function productOf<D>(c: AnyRuleContext<D>, sizes: readonly D[]): D {
  const [first, ...rest] = sizes;
  return first === undefined ? c.algebra.of(1) : rest.reduce((total, size) => c.algebra.mul(total, size), first);
}

/** The greatest number a size can be, as bounds of a size that the data decides; none for a symbol. */
export function boundedBy<D>(c: AnyRuleContext<D>, most: D): { readonly max?: number } {
  const size = c.algebra.dim(most);
  return typeof size === "number" ? { max: size } : {};
}
