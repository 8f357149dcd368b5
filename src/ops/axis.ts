/** Axes as attributes and inputs give them: counted from either end, without repeats. */
import type { AnyRuleContext, Reach, ReachInput } from "./definition.js";

/** The axis counted from the outermost; ends the rule with `shape/axis` outside [-rank, rank). */
export function resolveAxis<D>(c: AnyRuleContext<D>, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (resolved >= 0 && resolved < rank) return resolved;
  const hint = rank === 0 ? "the tensor is a scalar" : `axes go from ${-rank} to ${rank - 1}`;
  return c.fail("shape/axis", { op: c.op, axis: `${axis}`, rank: `${rank}` }, { hint });
}

/** Several axes, each once; ends the rule where one is outside or repeated. */
export function resolveAxes<D>(c: AnyRuleContext<D>, axes: readonly number[], rank: number): readonly number[] {
  const resolved = axes.map((axis) => resolveAxis(c, axis, rank));
  if (new Set(resolved).size === resolved.length) return resolved;
  return c.fail("shape/invalid", { op: c.op, reason: `an axis is named twice in [${axes.join(", ")}]` });
}

/** The axis counted from the outermost, for passes after inference (which has checked it). */
export function wrapAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** Reach of an operator that joins whole axes of its first input and leaves the others in place. */
export function reachOfAxes(axes: readonly number[], inputs: readonly (ReachInput | undefined)[]): Reach {
  const rank = inputs[0]?.shape?.length;
  return rank === undefined ? "global" : { windows: [], joined: axes.map((axis) => wrapAxis(axis, rank)) };
}
