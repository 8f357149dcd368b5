/** What one node costs, by its operator's definition. */
import { type Count, type Dim, DimensionError, type Formula, totalOf } from "../dim/index.js";
import { type CostContext, type FlopKind, type NodeCost, Uncountable } from "../ops/index.js";
import type { TensorType } from "../tensor/index.js";
import type { NodeView } from "./node-view.js";

/** What kept a node from being counted; anything else is a fault of ours and goes on. */
export function reasonOf(thrown: unknown): Error {
  if (thrown instanceof Uncountable || thrown instanceof DimensionError) return thrown;
  throw thrown;
}

/** As {@link costOf}; undefined too where it cannot be counted. */
export function costIfKnown(view: NodeView): NodeCost | undefined {
  try {
    return costOf(view);
  } catch (thrown) {
    reasonOf(thrown);
    return undefined;
  }
}

/**
 * The cost of a node by its operator's definition, as often as it runs; undefined for one that only moves data.
 * Throws {@link Uncountable} where no rule is known or a shape is missing.
 */
export function costOf(view: NodeView): NodeCost | undefined {
  const { definition, times } = view;
  if (times === 0) return undefined;
  if (view.lacking !== undefined) throw new Uncountable(`it has no attribute "${view.lacking}"`);
  if (definition === undefined) throw new Uncountable(`no rule for the operator ${view.node.op}`);
  const once = definition.cost?.(new NodeCosts(view));
  return once === undefined || times === undefined ? once : repeatCost(once, times);
}

/** A node's multiply-accumulates; 0 where they cannot be counted. */
export function macsOf(view: NodeView): Count {
  return totalOf(costIfKnown(view)?.macs ?? []);
}

function repeatCost({ macs, flops }: NodeCost, times: Dim): NodeCost {
  const repeated = (formula: Formula): Formula =>
    formula.map((product) => ({ ...product, factors: [{ role: "times", value: times }, ...product.factors] }));
  const kinds = Object.entries(flops ?? {}).map(([kind, formula]) => [kind, repeated(formula)]);
  return { macs: macs && repeated(macs), flops: Object.fromEntries(kinds) as Partial<Record<FlopKind, Formula>> };
}

class NodeCosts implements CostContext {
  constructor(private readonly view: NodeView) {}

  get attributes(): CostContext["attributes"] {
    return this.view.attributes as CostContext["attributes"];
  }

  get inputs(): readonly (TensorType | undefined)[] {
    return this.view.inputs;
  }

  get outputs(): readonly (TensorType | undefined)[] {
    return this.view.outputs;
  }

  inputShape(index: number): readonly Dim[] {
    return this.known(this.view.inputs[index], `input ${this.view.node.inputs[index] ?? index}`);
  }

  outputShape(index: number): readonly Dim[] {
    return this.known(this.view.outputs[index], `output ${this.view.node.outputs[index] ?? index}`);
  }

  private known(type: TensorType | undefined, what: string): readonly Dim[] {
    if (type?.shape) return type.shape;
    throw new Uncountable(`the shape of ${what} is unknown`);
  }
}
