/** Multiply-accumulates and floating-point operations of every layer, and which nodes could not be counted. */
import { addCount, type Count, type Dim, DimensionError, type Formula, mulCount, totalOf } from "../dim/index.js";
import { type CostContext, type FlopKind, type NodeCost, Uncountable } from "../ops/index.js";
import type { TensorType } from "../tensor/index.js";
import { type LayerView, type NodeView, nameOf } from "./node-view.js";
import type { Coverage, FlopsByKind } from "./report.js";

export interface LayerCosts {
  /** Null where nothing of the layer could be counted although something had to be. */
  readonly macs: Count | null;
  readonly flops: Count | null;
  readonly flopsByKind: FlopsByKind;
  /** Why nodes of this layer could not be counted; its figures are then lower bounds. */
  readonly uncounted: readonly string[];
}

export interface CostTotals {
  readonly macs: Count;
  readonly flops: Count;
  readonly flopsByKind: FlopsByKind;
  readonly trainingOnlyMacs: Count;
}

/** A sum of costs in the making. */
class CostTally {
  macs: Count = 0n;
  flops: Count = 0n;
  readonly byKind: Partial<Record<keyof FlopsByKind, Count>> = {};

  add(kind: keyof FlopsByKind, amount: Count): void {
    this.flops = addCount(this.flops, amount);
    const before = this.byKind[kind];
    this.byKind[kind] = before === undefined ? amount : addCount(before, amount);
  }

  addAll(other: CostTally): void {
    this.macs = addCount(this.macs, other.macs);
    for (const kind in other.byKind) {
      const amount = other.byKind[kind as keyof FlopsByKind];
      if (amount !== undefined) this.add(kind as keyof FlopsByKind, amount);
    }
  }
}

/** Counts every layer; the array runs in parallel with `layers`. FLOPs are 2 per MAC plus the operations by kind. */
export function countCosts(layers: readonly LayerView[]): {
  readonly layers: readonly LayerCosts[];
  readonly totals: CostTotals;
  readonly coverage: Coverage;
} {
  const total = new CostTally();
  let trainingOnlyMacs: Count = 0n;
  const uncounted: { node: string; op: string; reason: string }[] = [];
  let nodes = 0;
  const counted = layers.map((layer): LayerCosts => {
    const tally = new CostTally();
    const reasons: string[] = [];
    for (const view of layer.nodes) {
      nodes += 1;
      const reason = countNode(view, tally);
      if (reason === undefined) continue;
      reasons.push(reason);
      uncounted.push({ node: nameOf(view), op: view.node.op, reason });
    }
    if (layer.trainingOnly) trainingOnlyMacs = addCount(trainingOnlyMacs, tally.macs);
    else total.addAll(tally);
    const unknown = reasons.length > 0;
    return {
      macs: unknown && tally.macs === 0n ? null : tally.macs,
      flops: unknown && tally.flops === 0n ? null : tally.flops,
      flopsByKind: tally.byKind,
      uncounted: reasons,
    };
  });
  return {
    layers: counted,
    totals: { macs: total.macs, flops: total.flops, flopsByKind: total.byKind, trainingOnlyMacs },
    coverage: { complete: uncounted.length === 0, counted: nodes - uncounted.length, total: nodes, uncounted },
  };
}

/** The products behind a layer's MACs; none where they cannot be counted. */
export function macFormula({ nodes }: LayerView): Formula {
  return nodes.flatMap((view) => costIfKnown(view)?.macs ?? []);
}

/** Adds one node's cost; returns the reason where it cannot be counted. */
function countNode(view: NodeView, tally: CostTally): string | undefined {
  try {
    const { macs, flops } = costOf(view) ?? {};
    if (macs !== undefined && macs.length > 0) {
      const amount = totalOf(macs);
      tally.macs = addCount(tally.macs, amount);
      tally.add("multiply-accumulate", mulCount(amount, 2n));
    }
    for (const kind in flops) {
      const operations = flops[kind as FlopKind];
      if (operations !== undefined) tally.add(kind as FlopKind, totalOf(operations));
    }
    return undefined;
  } catch (thrown) {
    return reasonOf(thrown).message;
  }
}

/** What kept a node from being counted; anything else is a fault of ours and goes on. */
function reasonOf(thrown: unknown): Error {
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
