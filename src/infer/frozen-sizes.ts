/** Finds open axes of inputs for which a constant inside leaves one size: the batch that a Reshape froze. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import {
  type Constraint,
  constraintText,
  countOf,
  DimensionError,
  evaluateCount,
  subCount,
  symbolsOf,
  symbolsOfConstraint,
} from "../dim/index.js";
import type { ShapedGraph } from "./infer.js";

/** One finding for each open axis, with the first node that fixes it. */
export function findFrozenSizes({ graph, constraints }: ShapedGraph): readonly Diagnostic[] {
  const open = new Map<string, string>();
  for (const { name, type } of graph.inputs) {
    type.shape?.forEach((size, axis) => {
      for (const symbol of symbolsOf(size)) if (!open.has(symbol)) open.set(symbol, `axis ${axis} of ${name}`);
    });
  }
  const found = new Map<string, Diagnostic>();
  for (const constraint of constraints) {
    const [symbol, ...others] = symbolsOfConstraint(constraint);
    if (symbol === undefined || others.length > 0 || found.has(symbol)) continue;
    const place = open.get(symbol);
    const size = constraint.relation === "equal" ? onlySize(constraint, symbol) : undefined;
    if (place === undefined || size === undefined) continue;
    const data = { symbol, size: String(size), place, node: constraint.node ?? "a node" };
    const context = { node: constraint.node, because: constraintText(constraint) };
    const hint = `export with ${symbol} left open there, or feed ${size} only`;
    found.set(symbol, diagnose("shape/frozen", data, { ...context, hint }));
  }
  return [...found.values()];
}

/** The one size at which both sides are equal, where their difference grows evenly; undefined elsewhere. */
function onlySize({ left, right }: Constraint, symbol: string): number | undefined {
  const difference = subCount(countOf(left), countOf(right));
  const at = (size: number): bigint => evaluateCount(difference, { [symbol]: size });
  try {
    const [first, second, third] = [at(1), at(2), at(3)];
    const step = second - first;
    if (step === 0n || third - second !== step || first % step !== 0n) return undefined;
    const size = Number(1n - first / step);
    return Number.isSafeInteger(size) && size >= 1 && at(size) === 0n ? size : undefined;
  } catch (thrown) {
    if (thrown instanceof DimensionError) return undefined;
    throw thrown;
  }
}
