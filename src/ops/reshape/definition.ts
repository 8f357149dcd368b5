/** Gives the same elements another shape (ONNX Reshape). */
import { withDefault } from "../attribute.js";
import { type AnyRuleContext, defineOperator, type RuleContext } from "../definition.js";
import { readLength, readPartialDims, reshapeValue } from "../known-value.js";
import { productOf } from "../requirements.js";

const attributes = { allowzero: withDefault("int", 0) } as const;

/** A size asked for: known, copied from the input, or left to the number of elements. */
type Wanted<D> = { readonly size: D } | "rest" | "unknown";

/** What the shape input asks for, axis by axis; its length alone gives the rank. */
function wantedSizes<D>(c: RuleContext<typeof attributes, D>, x: readonly D[]): readonly Wanted<D>[] {
  const target = readPartialDims(c, 1);
  if (target === undefined) {
    const rank = readLength(c, 1);
    if (rank === undefined) return c.unknown("the shape to reshape to is not known");
    return Array.from({ length: rank }, () => "unknown");
  }
  return target.map((size, axis): Wanted<D> => {
    if (size === undefined) return "unknown";
    if (size === -1) return "rest";
    if (size === 0 && c.attributes.allowzero !== 1) {
      const copied = x[axis];
      if (copied !== undefined) return { size: copied };
      const reason = `0 at axis ${axis} copies a size, but ${c.shapeText(x)} has no such axis`;
      return c.fail("shape/invalid", { op: c.op, reason });
    }
    if (typeof size === "number" && size < 0) {
      c.fail("shape/negative", { what: `axis ${axis} of the reshaped tensor`, value: `${size}` });
    }
    return { size: c.algebra.of(size) };
  });
}

/** Sizes of both sides without those that they share: what is left has to hold the same number of elements. */
function withoutShared<D>(
  c: AnyRuleContext<D>,
  from: readonly D[],
  to: readonly D[],
): readonly [readonly D[], readonly D[]] {
  const left = [...from];
  const right = to.filter((size) => {
    const shared = left.findIndex((other) => c.algebra.dim(other) === c.algebra.dim(size));
    if (shared < 0) return true;
    left.splice(shared, 1);
    return false;
  });
  return [left, right];
}

function failElements<D>(c: AnyRuleContext<D>, x: readonly D[], target: string, need: D, hint: string): never {
  const have = c.text(productOf(c, x));
  const formula = x.length > 1 ? `${x.map((size) => c.text(size)).join(" · ")} = ${have}` : undefined;
  return c.fail("shape/elements", { from: c.shapeText(x), to: target, have, need: c.text(need) }, { formula, hint });
}

export const reshape = defineOperator({
  op: "Reshape",
  since: 25,
  attributes,
  inputs: [{ name: "data" }, { name: "shape", role: "control" }],
  outputs: ["reshaped"],
  infer(c) {
    const a = c.algebra;
    const x = c.shape(0);
    const wanted = wantedSizes(c, x);
    const { dtype, value } = c.input(0);
    const known = wanted.flatMap((size) => (typeof size === "object" ? [size.size] : []));
    const open = wanted.length - known.length;
    const rests = wanted.filter((size) => size === "rest").length;
    if (rests > 1) c.fail("shape/invalid", { op: c.op, reason: "-1 stands for one axis only" });
    const text = `[${wanted.map((size) => (size === "rest" ? "-1" : size === "unknown" ? "?" : c.text(size.size))).join(", ")}]`;
    if (open > 1) {
      const fresh = (axis: number) => c.freshSize(0, axis, "the shape to reshape to is not known");
      return [{ dtype, shape: wanted.map((size, axis) => (typeof size === "object" ? size.size : fresh(axis))) }];
    }
    const [left, right] = withoutShared(c, x, known);
    const [have, need] = [productOf(c, left), productOf(c, right)];
    if (open === 1 && a.dim(need) === 0) {
      c.fail("shape/invalid", { op: c.op, reason: `the open axis of ${text} is not decided beside a size of 0` });
    }
    const because = `${c.shapeText(x)} is reshaped to ${text}`;
    if (open === 1 && !c.requireDivisible(have, need, because)) {
      failElements(c, x, text, productOf(c, known), "the open axis would not be a whole number");
    }
    if (open === 0 && !c.requireEqual(have, need, because)) {
      failElements(c, x, text, productOf(c, known), "-1 for one axis takes what is left");
    }
    const rest = a.dim(need) === 1 ? have : a.floorDiv(have, need);
    const shape = wanted.map((size) => (typeof size === "object" ? size.size : rest));
    return [{ dtype, shape, value: reshapeValue(c, value, shape) }];
  },
  reach: () => "global",
});
