/** Requirements on the element types of a node's inputs. */
import { type DType, isFloat } from "../tensor/index.js";
import type { AnyRuleContext, RuleInput } from "./definition.js";

/**
 * The inputs at `indices` (all of them unless said) need the element type of the first of them. Of an input whose shape
 * is not known the element type may be no more than a guess.
 */
export function requireOneType<D>(c: AnyRuleContext<D>, indices: readonly number[] = [...c.inputs.keys()]): void {
  const first = c.inputs[indices[0] ?? 0];
  if (first === undefined || first.shape === null) return;
  for (const index of indices) {
    const input = c.inputs[index];
    if (input === undefined || input.shape === null || input.dtype === first.dtype) continue;
    const hint = `insert a Cast before ${input.name}`;
    c.fail("type/differ", { op: c.op, left: first.dtype, right: input.dtype }, { hint });
  }
}

/** Whether nothing certain is known of an input. */
export function isGuess<D>({ shape, container }: RuleInput<D>): boolean {
  return shape === null && container === undefined;
}

/** FLOPs are floating-point operations: what a node does to integers and booleans costs none. */
export function countsAsFlops(inputs: readonly ({ readonly dtype: DType } | undefined)[]): boolean {
  return inputs[0] === undefined || isFloat(inputs[0].dtype);
}
