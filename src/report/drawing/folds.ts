/** Which modules of a drawing are folded into one box each: those below a depth, or as many as it takes to read it. */
import { foldModules, type LayerGraph } from "../../analysis/layer-graph.js";

/** A drawing of more boxes than these can hardly be read. */
const readable = 60;

/** Names of the modules that stand at a depth or deeper; 0 is the outermost. */
export function modulesFrom({ boxes }: LayerGraph, depth: number): ReadonlySet<string> {
  return new Set(boxes.flatMap(({ modules }) => modules.slice(depth).map(({ name }) => name)));
}

/** All modules from one depth on, the greatest at which the drawing can still be read. */
export function modulesToRead(graph: LayerGraph): ReadonlySet<string> {
  const deepest = graph.boxes.reduce((most, { modules }) => Math.max(most, modules.length), 0);
  for (let depth = deepest; depth > 0; depth--) {
    const names = modulesFrom(graph, depth);
    if (foldNamed(graph, names).boxes.length <= readable) return names;
  }
  return modulesFrom(graph, 0);
}

/** The drawing with the named modules as one box each. */
export function foldNamed(graph: LayerGraph, names: ReadonlySet<string>): LayerGraph {
  return foldModules(graph, ({ name }) => names.has(name));
}
