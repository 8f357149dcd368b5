/** Parameters and buffers, each tensor once by identity: who owns it, how many elements, and the products behind the number. */
import { addCount, type Count, type Formula, type Product, productCount } from "../dim/index.js";
import type { Graph, Weight } from "../graph/index.js";
import type { DType } from "../tensor/index.js";
import { bytesOf } from "./bytes.js";
import type { LayerView, NodeView } from "./node-view.js";

export interface LayerParameters {
  readonly params: Count;
  readonly trainableParams: Count;
  readonly buffers: Count;
  readonly constants: Count;
  readonly weightBytes: Count;
  /** The tensors it owns with where it uses them, in order of use. */
  readonly owned: readonly OwnedWeight[];
  /** The layer that owns tensors which this one uses too. */
  readonly sharedWith: string | undefined;
}

export interface ParameterTotals {
  readonly params: Count;
  readonly trainableParams: Count;
  readonly trainingOnlyParams: Count;
  readonly buffers: Count;
  readonly weightBytes: Count;
  readonly constantBytes: Count;
  readonly weightBytesByDtype: Readonly<Partial<Record<DType, Count>>>;
  /** Weight bytes of training-only parts, not in `weightBytes`. */
  readonly trainingOnlyWeightBytes: Count;
  /** Bytes of all trainable parameters, training-only ones included: what a gradient takes. */
  readonly gradientBytes: Count;
}

/** A tensor and where it is used first. */
interface OwnedWeight {
  readonly weight: Weight;
  readonly layer: number;
  readonly view: NodeView;
  readonly input: number;
}

interface Tally {
  params: Count;
  trainableParams: Count;
  buffers: Count;
  constants: Count;
  weightBytes: Count;
  readonly owned: OwnedWeight[];
  sharedWith: string | undefined;
}

/** Counts the tensors of every layer; the arrays run in parallel with `layers`. Tensors that no node uses count nowhere. */
export function countParameters(
  graph: Graph,
  layers: readonly LayerView[],
): { readonly layers: readonly LayerParameters[]; readonly totals: ParameterTotals } {
  const owners = findOwners(graph, layers);
  const tallies = layers.map((): Tally => {
    const none = { owned: [], sharedWith: undefined };
    return { params: 0n, trainableParams: 0n, buffers: 0n, constants: 0n, weightBytes: 0n, ...none };
  });
  const totals = emptyTotals();
  for (const owned of owners.values()) {
    const tally = tallies[owned.layer];
    if (tally !== undefined) addWeight(owned, tally, totals, layers[owned.layer]?.trainingOnly === true);
  }
  markShared(graph, layers, owners, tallies);
  return { layers: tallies, totals };
}

/** The first use of each tensor; a use by inference goes before one by a training-only part. */
function findOwners({ weights }: Graph, layers: readonly LayerView[]): ReadonlyMap<Weight, OwnedWeight> {
  const owners = new Map<Weight, OwnedWeight>();
  layers.forEach((layer, index) => {
    for (const view of layer.nodes) {
      view.node.inputs.forEach((name, input) => {
        const weight = weights.get(name);
        if (weight === undefined) return;
        const owner = owners.get(weight);
        const better = owner !== undefined && layers[owner.layer]?.trainingOnly === true && !layer.trainingOnly;
        if (owner === undefined || better) owners.set(weight, { weight, layer: index, view, input });
      });
    }
  });
  return owners;
}

type MutableTotals = { -readonly [Key in keyof ParameterTotals]: ParameterTotals[Key] } & {
  /** The same object as `weightBytesByDtype`. */
  readonly byDtype: Partial<Record<DType, Count>>;
};

function emptyTotals(): MutableTotals {
  const byDtype = {};
  return {
    byDtype,
    params: 0n,
    trainableParams: 0n,
    trainingOnlyParams: 0n,
    buffers: 0n,
    weightBytes: 0n,
    constantBytes: 0n,
    weightBytesByDtype: byDtype,
    trainingOnlyWeightBytes: 0n,
    gradientBytes: 0n,
  };
}

function addWeight(owned: OwnedWeight, tally: Tally, totals: MutableTotals, trainingOnly: boolean): void {
  const { weight } = owned;
  const elements = productCount(weight.shape);
  const bytes = bytesOf(weight) ?? 0n;
  const trainable = isTrainable(weight);
  tally.owned.push(owned);
  if (weight.kind === "constant") {
    tally.constants = addCount(tally.constants, elements);
    totals.constantBytes = addCount(totals.constantBytes, bytes);
    return;
  }
  tally.weightBytes = addCount(tally.weightBytes, bytes);
  if (trainingOnly) totals.trainingOnlyWeightBytes = addCount(totals.trainingOnlyWeightBytes, bytes);
  else {
    totals.weightBytes = addCount(totals.weightBytes, bytes);
    const { byDtype } = totals;
    byDtype[weight.dtype] = addCount(byDtype[weight.dtype] ?? 0n, bytes);
  }
  if (weight.kind === "buffer") {
    tally.buffers = addCount(tally.buffers, elements);
    if (!trainingOnly) totals.buffers = addCount(totals.buffers, elements);
    return;
  }
  tally.params = addCount(tally.params, elements);
  if (trainable) {
    tally.trainableParams = addCount(tally.trainableParams, elements);
    totals.gradientBytes = addCount(totals.gradientBytes, bytes);
  }
  if (trainingOnly) totals.trainingOnlyParams = addCount(totals.trainingOnlyParams, elements);
  else {
    totals.params = addCount(totals.params, elements);
    if (trainable) totals.trainableParams = addCount(totals.trainableParams, elements);
  }
}

/** A parameter that training changes. */
export function isTrainable({ kind, frozen }: Weight): boolean {
  return kind === "parameter" && frozen !== true;
}

/** One product per parameter tensor. */
export function parameterFormula({ owned }: LayerParameters): Formula {
  return owned.filter(({ weight }) => weight.kind === "parameter").map(productOf);
}

/** Sizes of a weight in the order that its operator shows them, `1×5×5×6`. */
function productOf({ weight, view, input }: OwnedWeight): Product {
  const inputs = view.definition?.inputs ?? [];
  const declaration = inputs[Math.min(input, inputs.length - 1)];
  const role = declaration?.role ?? "data";
  const order = declaration?.order?.(weight.shape.length, view.attributes);
  const sizes = order === undefined ? weight.shape : order.flatMap((axis) => weight.shape[axis] ?? []);
  return { factors: sizes.map((value) => ({ role, value })), what: role === "bias" ? "bias" : "weights" };
}

function markShared(
  { weights }: Graph,
  layers: readonly LayerView[],
  owners: ReadonlyMap<Weight, OwnedWeight>,
  tallies: readonly Tally[],
): void {
  layers.forEach((layer, index) => {
    const tally = tallies[index];
    for (const { node } of layer.nodes) {
      for (const name of node.inputs) {
        const weight = weights.get(name);
        if (weight === undefined || weight.kind === "constant" || tally === undefined) continue;
        const owner = owners.get(weight)?.layer;
        if (owner !== undefined && owner !== index) tally.sharedWith ??= layers[owner]?.name;
      }
    }
  });
}
