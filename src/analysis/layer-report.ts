/** One layer of a report: its counts, and on request what only some tables show (types, window, receptive field, formulas). */
import { addCount, type Count } from "../dim/index.js";
import type { Graph } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import type { WindowAxis } from "../ops/index.js";
import { resolvePadding } from "../ops/same-padding.js";
import type { TensorType } from "../tensor/index.js";
import { type LayerCosts, macFormula } from "./costs.js";
import type { LayerView, NodeView } from "./node-view.js";
import { isTrainable, type LayerParameters, parameterFormula } from "./parameters.js";
import { describeFields, traceFields } from "./receptive-field.js";
import type { LayerReport, LayerWindow } from "./report.js";

/** What the layers of a report share; traced once, when a layer is first asked for it. */
export class LayerContext {
  private tracedFields: ReturnType<typeof traceFields> | undefined;
  private countedUses: ReadonlyMap<string, number> | undefined;

  constructor(
    readonly shaped: ShapedGraph,
    readonly bytesByValue: ReadonlyMap<string, Count | null>,
  ) {}

  get fields(): ReturnType<typeof traceFields> {
    this.tracedFields ??= traceFields(this.shaped);
    return this.tracedFields;
  }

  /** How often each value is used, by nodes and as a network output. */
  get uses(): ReadonlyMap<string, number> {
    this.countedUses ??= countUses(this.shaped.graph);
    return this.countedUses;
  }
}

const noModules: LayerReport["modules"] = [];

/** Holds the passes' results; everything else is a getter, because a network of 100,000 layers rarely shows all. */
export class AnalysedLayer implements LayerReport {
  constructor(
    private readonly layer: LayerView,
    private readonly counted: LayerParameters,
    private readonly cost: LayerCosts,
    private readonly context: LayerContext,
  ) {}

  get name(): string {
    return this.layer.name;
  }

  get type(): string {
    return this.layer.type;
  }

  get modules(): LayerReport["modules"] {
    return this.layer.origin?.modules ?? noModules;
  }

  get ops(): readonly string[] {
    return this.layer.nodes.map(({ node }) => node.op);
  }

  get nodes(): readonly string[] {
    return this.layer.nodes.map(({ node }) => node.name);
  }

  get inputs(): readonly TensorType[] {
    return boundaryOf(this.layer, this.context.shaped, this.context.uses).inputs;
  }

  get outputs(): readonly TensorType[] {
    return boundaryOf(this.layer, this.context.shaped, this.context.uses).outputs;
  }

  get window(): LayerWindow | undefined {
    return windowOf(this.layer.nodes);
  }

  get attributes(): LayerReport["attributes"] {
    const { origin, nodes } = this.layer;
    return origin?.attributes ?? nodes[0]?.node.attributes ?? {};
  }

  get params(): Count {
    return this.counted.params;
  }

  get trainableParams(): Count {
    return this.counted.trainableParams;
  }

  get buffers(): Count {
    return this.counted.buffers;
  }

  get macs(): Count | null {
    return this.cost.macs;
  }

  get flops(): Count | null {
    return this.cost.flops;
  }

  get flopsByKind(): LayerReport["flopsByKind"] {
    return this.cost.flopsByKind;
  }

  get uncounted(): readonly string[] {
    return this.cost.uncounted;
  }

  get sharedWith(): string | undefined {
    return this.counted.sharedWith;
  }

  get trainingOnly(): boolean {
    return this.layer.trainingOnly;
  }

  get receptiveField(): LayerReport["receptiveField"] {
    const seen = this.context.fields.get(this.layer.nodes.at(-1)?.node.outputs[0] ?? "");
    return seen === undefined ? undefined : describeFields(seen);
  }

  get weightBytes(): Count {
    return this.counted.weightBytes;
  }

  get activationBytes(): Count | null {
    return sumOf(this.layer, this.context.bytesByValue);
  }

  get formulas(): LayerReport["formulas"] {
    return { params: parameterFormula(this.counted), macs: macFormula(this.layer) };
  }

  get weights(): LayerReport["weights"] {
    return this.counted.owned.map(({ weight }) => ({
      name: weight.name,
      type: weight,
      kind: weight.kind,
      trainable: isTrainable(weight),
    }));
  }
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
  for (const { definition, attributes, inputs } of nodes) {
    const reach = definition?.reach?.(attributes as never, inputs);
    if (reach === undefined || typeof reach === "string" || reach.windows.length === 0) continue;
    const windows: readonly WindowAxis[] = reach.transposed
      ? reach.windows
      : reach.windows.map((axis) => resolvePadding(axis, attributes.auto_pad, inputs[0]?.shape?.[axis.axis]));
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
