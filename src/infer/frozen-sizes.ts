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
import type { Node } from "../graph/index.js";
import type { ShapedGraph } from "./infer.js";

/** One finding for each open axis, with the first node that fixes it. */
export function findFrozenSizes({ graph, constraints, values }: ShapedGraph): readonly Diagnostic[] {
  const open = new Map<string, string>();
  for (const { name, type } of graph.inputs) {
    type.shape?.forEach((size, axis) => {
      for (const symbol of symbolsOf(size)) if (!open.has(symbol)) open.set(symbol, `axis ${axis} of ${name}`);
    });
  }
  const found = new Map<string, Frozen>();
  for (const constraint of constraints) {
    const [symbol, ...others] = symbolsOfConstraint(constraint);
    if (symbol === undefined || others.length > 0) continue;
    const place = open.get(symbol);
    const size = constraint.relation === "equal" ? onlySize(constraint, symbol) : undefined;
    if (place === undefined || size === undefined) continue;
    const known = found.get(symbol);
    if (known !== undefined) known.others.add(constraint.node ?? "");
    else found.set(symbol, { constraint, place, size, others: new Set() });
  }
  return [...found].map(([symbol, { constraint, place, size, others }]) => {
    const node = constraint.node ?? "a node";
    others.delete(node);
    const context = { node: constraint.node, because: constraintText(constraint) };
    const target = reshapeHint(
      graph.nodes.find(({ name }) => name === node),
      values,
      size,
    );
    const hint = target ?? `export with ${symbol} left open there, or feed ${size} only`;
    const consequence = others.size === 0 ? undefined : `${[...others].slice(0, 5).join(", ")} froze it too`;
    return diagnose("shape/frozen", { symbol, size: String(size), place, node }, { ...context, hint, consequence });
  });
}

interface Frozen {
  readonly constraint: Constraint;
  readonly place: string;
  readonly size: number;
  /** Other nodes that fix the same size. */
  readonly others: Set<string>;
}

/** The constant that a Reshape should have instead; undefined for another node, or where it is not that plain. */
function reshapeHint(node: Node | undefined, values: ShapedGraph["values"], size: number): string | undefined {
  if (node?.op !== "Reshape") return undefined;
  const target = values.get(node.inputs[1] ?? "")?.data;
  const at = target?.indexOf(size) ?? -1;
  if (target === undefined || at < 0) return undefined;
  const open = target.includes(-1) ? 0 : -1;
  const better = target.map((element, index) => (index === at ? open : String(element ?? "?")));
  return `reshape to [${better.join(", ")}] instead of [${target.map(String).join(", ")}]`;
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
