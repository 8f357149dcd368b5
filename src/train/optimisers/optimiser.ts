/** An optimiser: its rule with what it keeps for each weight. */
import { type OptimiserName, type RuleSettings, rules } from "./rules.js";
import { prepareSlopes, type SlopeSettings, type Slopes } from "./slopes.js";

export interface OptimiserSettings extends RuleSettings, SlopeSettings {}

/** Moves weights where they lie, by slopes of the same names, at a learning rate. */
export type Optimiser = (weights: Slopes, slopes: Slopes, rate: number) => void;

export const optimiserNames = Object.keys(rules) as readonly OptimiserName[];

/** Makes an optimiser that has seen nothing yet. */
export function createOptimiser(name: OptimiserName, settings: OptimiserSettings = {}): Optimiser {
  const { kept: figures, update } = rules[name];
  const move = update(settings);
  const kept = new Map<string, readonly Float64Array[]>();
  let step = 0;
  return (weights, slopes, rate) => {
    step++;
    for (const [tensor, prepared] of prepareSlopes(weights, slopes, settings)) {
      const own = weights.get(tensor);
      if (own === undefined) continue;
      const state = kept.get(tensor) ?? Array.from({ length: figures }, () => new Float64Array(own.length));
      kept.set(tensor, state);
      move(own, prepared, state, step, rate);
    }
  };
}
