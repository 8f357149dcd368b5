/** Numbers from a start up to a limit in equal steps (ONNX Range). */
import { ceilDiv, type Dim, isAtLeast, isEqual, max, sub } from "../../dim/index.js";
import { isFloat, type Scalar } from "../../tensor/index.js";
import { withDefault } from "../attribute.js";
import { type AnyRuleContext, defineOperator } from "../definition.js";
import { requireOneType } from "../element-types.js";
import { fitScalar, isDim } from "../scalar.js";

/** max(ceil((limit - start) / delta), 0); undefined where an argument is unknown or the step's sign is open. */
function countOf(start: Scalar, limit: Scalar, delta: Scalar): Dim | undefined {
  if (isDim(start) && isDim(limit) && isDim(delta)) {
    if (isEqual(delta, 0) !== false) return undefined;
    const count = ceilDiv(sub(limit, start), delta);
    return isAtLeast(count, 0) ? count : max(count, 0);
  }
  if (typeof start !== "number" || typeof limit !== "number" || typeof delta !== "number") return undefined;
  const count = Math.max(Math.ceil((limit - start) / delta), 0);
  return Number.isSafeInteger(count) ? count : undefined;
}

function scalarInput<D>(c: AnyRuleContext<D>, index: number): Scalar {
  return c.input(index).value?.data[0];
}

export const range = defineOperator({
  op: "Range",
  since: 27,
  attributes: { stash_type: withDefault("int", 1) },
  inputs: [
    { name: "start", role: "control" },
    { name: "limit", role: "control" },
    { name: "delta", role: "control" },
  ],
  outputs: ["output"],
  infer(c) {
    requireOneType(c);
    const { dtype } = c.input(0);
    const [start, limit, delta] = [scalarInput(c, 0), scalarInput(c, 1), scalarInput(c, 2)];
    if (delta === 0) c.fail("shape/invalid", { op: c.op, reason: "the step is 0" });
    const count = countOf(start, limit, delta);
    if (count === undefined) return [{ dtype, shape: [c.freshSize(0, 0, "the bounds of the range are not known")] }];
    const shape = [c.algebra.of(count)];
    const isPlain = typeof start === "number" && typeof delta === "number" && typeof count === "number";
    if (!isPlain || count > c.elementLimit || (isFloat(dtype) && fitScalar(0.5, dtype) === undefined))
      return [{ dtype, shape }];
    const data = Array.from({ length: count }, (_, i) => fitScalar(start + i * delta, dtype));
    return [{ dtype, shape, value: { dtype, shape: [count], data } }];
  },
  reach: () => "global",
});
