/** What one node costs, by its operator's definition. */
import { type Count, countOf, type Dim, DimensionError, mulCount, totalOf } from "../dim/index.js";
import { type CostContext, type NodeCost, Uncountable } from "../ops/index.js";
import type { TensorType } from "../tensor/index.js";
import type { NodeView } from "./node-view.js";

/**
 * The cost of a node by its operator's definition; undefined for one that only moves data.
 * Throws {@link Uncountable} where no rule is known or a shape is missing.
 */
export function costOf(view: NodeView): NodeCost | undefined {
  const { definition } = view;
  if (definition === undefined) throw new Uncountable(`no rule for the operator ${view.node.op}`);
  return definition.cost?.(new NodeCosts(view));
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

/** A node's multiply-accumulates, as often as it runs; 0 where they cannot be counted. */
export function macsOf(view: NodeView): Count {
  if (view.times === 0) return 0n;
  try {
    return mulCount(totalOf(costOf(view)?.macs ?? []), countOf(view.times ?? 1));
  } catch (thrown) {
    if (thrown instanceof Uncountable || thrown instanceof DimensionError) return 0n;
    throw thrown;
  }
}
