/** Puts the passes together: from a shaped graph to the report that every table and check is made from. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { addCount, type Count, constraintText, symbolsOf } from "../dim/index.js";
import type { Graph } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import type { Birthplace } from "../ops/index.js";
import type { TensorType } from "../tensor/index.js";
import { countCosts, type LayerCosts } from "./costs.js";
import { measureMemory } from "./memory.js";
import { groupLayers, type LayerView, type NodeView, viewNodes } from "./node-view.js";
import { countParameters, type LayerParameters } from "./parameters.js";
import { describeFields, traceFields } from "./receptive-field.js";
import type { LayerReport, LayerWindow, Report } from "./report.js";

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
  const fields = traceFields(shaped);
  const uses = countUses(graph);
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
      return reportLayer(layer, counted, cost, { shaped, uses, bytesByValue, fields });
    }),
    constraints: shaped.constraints,
    unknowns: findUnknowns(shaped),
    tensors: shaped.types,
    diagnostics: [...(options.diagnostics ?? []), ...findingsOf(shaped, costs.coverage)],
  };
}

type MutableReport = { -readonly [Key in keyof LayerReport]: LayerReport[Key] };

/** What a layer's report needs beside its own counts. */
interface Findings {
  readonly shaped: ShapedGraph;
  readonly uses: ReadonlyMap<string, number>;
  readonly bytesByValue: ReadonlyMap<string, Count | null>;
  readonly fields: ReturnType<typeof traceFields>;
}

const noModules: LayerReport["modules"] = [];

/** One literal with its optional keys set after: spreads of this many keys would cost more than the passes. */
function reportLayer(layer: LayerView, counted: LayerParameters, cost: LayerCosts, findings: Findings): LayerReport {
  const { origin, nodes } = layer;
  const { inputs, outputs } = boundaryOf(layer, findings.shaped, findings.uses);
  const report: MutableReport = {
    name: layer.name,
    type: layer.type,
    modules: origin?.modules ?? noModules,
    ops: nodes.map(({ node }) => node.op),
    nodes: nodes.map(({ node }) => node.name),
    inputs,
    outputs,
    attributes: origin?.attributes ?? nodes[0]?.node.attributes ?? {},
    params: counted.params,
    trainableParams: counted.trainableParams,
    buffers: counted.buffers,
    macs: cost.macs,
    flops: cost.flops,
    flopsByKind: cost.flopsByKind,
    uncounted: cost.uncounted,
    trainingOnly: layer.trainingOnly,
    weightBytes: counted.weightBytes,
    activationBytes: sumOf(layer, findings.bytesByValue),
    formulas: { params: counted.formula, macs: cost.formula },
    weights: counted.weights,
  };
  const window = windowOf(nodes);
  if (window !== undefined) report.window = window;
  if (counted.sharedWith !== undefined) report.sharedWith = counted.sharedWith;
  const seen = findings.fields.get(nodes.at(-1)?.node.outputs[0] ?? "");
  if (seen !== undefined) report.receptiveField = describeFields(seen);
  return report;
}

/** How often each value is used, by nodes and as a network output. */
function countUses(graph: Graph): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const use = (name: string): void => void uses.set(name, (uses.get(name) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(use);
  for (const output of graph.outputs) use(output.value);
  return uses;
}

/** Values that enter a layer from outside (weights apart), and those of its values that something outside uses. */
function boundaryOf(
  { nodes }: LayerView,
  { graph, types }: ShapedGraph,
  uses: ReadonlyMap<string, number>,
): { readonly inputs: readonly TensorType[]; readonly outputs: readonly TensorType[] } {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) {
    const inputs: TensorType[] = [];
    only.node.inputs.forEach((name, index) => {
      const type = only.inputs[index];
      if (type !== undefined && !graph.weights.has(name) && only.node.inputs.indexOf(name) === index) inputs.push(type);
    });
    const [first] = only.outputs;
    if (only.outputs.length === 1 && first !== undefined) return { inputs, outputs: [first] };
  }
  const inside = new Map<string, number>();
  for (const { node } of nodes) for (const name of node.outputs) if (name !== "") inside.set(name, 0);
  const entering: string[] = [];
  for (const { node } of nodes) {
    for (const name of node.inputs) {
      const own = inside.get(name);
      if (own !== undefined) inside.set(name, own + 1);
      else if (name !== "" && !graph.weights.has(name) && !entering.includes(name)) entering.push(name);
    }
  }
  const leaving = [...inside].filter(([name, own]) => (uses.get(name) ?? 0) > own).map(([name]) => name);
  // A layer that nothing uses still gives its last value.
  const last = nodes.at(-1)?.node.outputs[0];
  const typesOf = (names: readonly string[]) => names.flatMap((name) => types.get(name) ?? []);
  return {
    inputs: typesOf(entering),
    outputs: typesOf(leaving.length === 0 && last !== undefined ? [last] : leaving),
  };
}

/** The first sliding window among the nodes, its padding resolved. */
function windowOf(nodes: readonly NodeView[]): LayerWindow | undefined {
  for (const { node, definition, attributes, inputs } of nodes) {
    // Padding moves what a position sees, but slides nothing.
    if (node.op === "Pad") continue;
    const reach = definition?.reach?.(attributes as never, inputs);
    if (reach === undefined || typeof reach === "string" || reach.windows.length === 0) continue;
    const { windows } = reach;
    return {
      kernel: windows.map(({ kernel }) => kernel),
      stride: windows.map(({ stride }) => stride),
      padding: windows.map(({ padBegin, padEnd }) => [padBegin, padEnd] as const),
      dilation: windows.map(({ dilation }) => dilation),
    };
  }
  return undefined;
}

/** Bytes that a layer's nodes compute; null where one is unknown. */
function sumOf({ nodes }: LayerView, bytesByValue: ReadonlyMap<string, Count | null>): Count | null {
  let total: Count = 0n;
  for (const { node } of nodes) {
    for (const name of node.outputs) {
      const bytes = bytesByValue.get(name);
      if (bytes === null) return null;
      if (bytes !== undefined) total = addCount(total, bytes);
    }
  }
  return total;
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
