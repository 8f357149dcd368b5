/** Puts the passes together: from a shaped graph to the report that every table and check is made from. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { constraintText, symbolsOf } from "../dim/index.js";
import type { Graph } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import type { Birthplace } from "../ops/index.js";
import { countCosts } from "./costs.js";
import { AnalysedLayer, LayerContext } from "./layer-report.js";
import { measureMemory } from "./memory.js";
import { groupLayers, type LayerView, viewNodes } from "./node-view.js";
import { countParameters } from "./parameters.js";
import type { Report } from "./report.js";

export interface AnalysisOptions {
  /** Where the network came from: a file name, a zoo name. */
  readonly source?: string;
  /** What was found on the way here (reading, inference); the report carries it on. */
  readonly diagnostics?: readonly Diagnostic[];
}

/**
 * Counts parameters, MACs, FLOPs and memory and traces receptive fields, per layer and in total; linear in the graph.
 * Never fails: what cannot be counted stands in the coverage, and totals are then lower bounds.
 *
 * @example
 * const { value } = inferShapes(graph);
 * analyseGraph(value).totals.params; // 61706n for LeNet-5
 */
export function analyseGraph(shaped: ShapedGraph, options: AnalysisOptions = {}): Report {
  const { graph } = shaped;
  const layers = groupLayers(viewNodes(shaped));
  const parameters = countParameters(graph, layers);
  const costs = countCosts(layers);
  const memory = measureMemory(shaped, parameters.totals);
  const { bytesByValue, ...memoryReport } = memory;
  const context = new LayerContext(shaped, bytesByValue);
  const { params, trainableParams, trainingOnlyParams, buffers, weightBytes } = parameters.totals;
  const { activationBytes, peakActivationBytes } = memory;
  return {
    name: graph.name,
    about: graph.about,
    ...(options.source !== undefined && { source: options.source }),
    batch: batchOf(graph),
    inputs: graph.inputs,
    outputs: graph.outputs.map(({ name, value, trainingOnly }) => ({
      name,
      type: shaped.types.get(value) ?? { dtype: "float32", shape: null },
      trainingOnly: trainingOnly === true,
    })),
    totals: {
      ...{ params, trainableParams, trainingOnlyParams, buffers, weightBytes },
      ...costs.totals,
      ...{ activationBytes, peakActivationBytes },
    },
    memory: memoryReport,
    layerCounts: countTypes(layers),
    coverage: costs.coverage,
    layers: layers.map((layer, index) => {
      const { [index]: counted } = parameters.layers;
      const { [index]: cost } = costs.layers;
      if (counted === undefined || cost === undefined) throw new RangeError("the passes ran over other layers");
      return new AnalysedLayer(layer, counted, cost, context);
    }),
    constraints: shaped.constraints,
    unknowns: findUnknowns(shaped),
    tensors: shaped.types,
    diagnostics: [...(options.diagnostics ?? []), ...findingsOf(shaped, costs.coverage)],
  };
}

/** The first size of the first input. */
function batchOf({ inputs }: Graph): Report["batch"] {
  return inputs[0]?.type.shape?.[0] ?? null;
}

function countTypes(layers: readonly LayerView[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { type } of layers) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** Symbols of sizes that no input has: born inside, from data. */
function findUnknowns({ graph, types }: ShapedGraph): Report["unknowns"] {
  if (graph.scope.symbols.length === 0) return [];
  const given = new Set(graph.inputs.flatMap(({ type }) => (type.shape ?? []).flatMap((size) => symbolsOf(size))));
  const used = new Set([...types.values()].flatMap(({ shape }) => (shape ?? []).flatMap((size) => symbolsOf(size))));
  return [...used]
    .filter((symbol) => !given.has(symbol))
    .map((symbol) => ({ symbol, birthplace: birthplaceText(graph.scope.originOf(symbol)) }));
}

/** `axis 1 of indices (NonZero nonzero_12): how many elements are not zero`. */
function birthplaceText(origin: unknown): string {
  if (!isBirthplace(origin)) return "unknown";
  return `axis ${origin.axis} of ${origin.output} (${origin.op} ${origin.node}): ${origin.reason}`;
}

function isBirthplace(origin: unknown): origin is Birthplace {
  return typeof origin === "object" && origin !== null && "reason" in origin;
}

/** One note per assumption, one warning for everything that could not be counted. */
function findingsOf({ constraints }: ShapedGraph, { uncounted }: Report["coverage"]): readonly Diagnostic[] {
  const notes = constraints.map((constraint) =>
    diagnose("shape/assumed", { constraint: constraintText(constraint) }, { node: constraint.node }),
  );
  if (uncounted.length === 0) return notes;
  const names = uncounted.slice(0, 5).map(({ node, op }) => `${node} (${op})`);
  const more = uncounted.length > names.length ? ` and ${uncounted.length - names.length} more` : "";
  return [...notes, diagnose("count/incomplete", { nodes: `${names.join(", ")}${more}` })];
}
