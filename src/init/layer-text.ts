/** How each layer's weight is drawn, in a few words: what a table shows. */
import type { Graph } from "../graph/index.js";
import { distributionText, momentsOf } from "./distribution.js";
import { planWeights, type WeightPlan } from "./plan.js";

/** `normal, std 0.0589 · fan 576 → 1152`; the deviation apart where the distribution is not named by it. */
function planText({ distribution, layout }: WeightPlan): string {
  const text = distributionText(distribution);
  if (distribution.kind === "constant") return text;
  const deviation = Math.sqrt(momentsOf(distribution, layout).variance);
  const std = distribution.kind === "normal" ? "" : `, std ${Number(deviation.toPrecision(3))}`;
  const name = distribution.kind === "truncated_normal" ? text.replace("std", "before cut") : text;
  return `${name}${std} · fan ${layout.fanIn} → ${layout.fanOut}`;
}

/** The text of each layer that has a weight, by the layer's name; of its first weight. */
export function initialiserTexts(graph: Graph): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const plan of planWeights(graph).values()) {
    const node = plan.use?.node;
    const layer = node?.origin?.name ?? node?.name;
    if (layer !== undefined && !texts.has(layer)) texts.set(layer, planText(plan));
  }
  return texts;
}
