/** Multiply-accumulates and floating-point operations of every layer, and which nodes could not be counted. */
import { addCount, type Count, type Formula, mulCount, totalOf } from "../dim/index.js";
import type { FlopKind } from "../ops/index.js";
import { costIfKnown, costOf, reasonOf } from "./node-cost.js";
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
