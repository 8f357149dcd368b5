/** Bytes of activations: all of them, the most that live at once while the nodes run in order, and what training keeps. */
import { addCount, type Count, isAtLeast, maxCount, mulCount, subCount, symbolsOf } from "../dim/index.js";
import type { Node } from "../graph/index.js";
import type { ShapedGraph } from "../infer/index.js";
import { bytesOf } from "./bytes.js";
import { type NodeView, viewNodes } from "./node-view.js";
import type { ParameterTotals } from "./parameters.js";
import type { MemoryReport } from "./report.js";

/** Operators whose first output is their first input's data under another shape or name. */
const views: ReadonlySet<string> = new Set(["Dropout", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze"]);

/** Whether a node's first output takes no memory of its own. */
export function isView({ op, domain }: Pick<Node, "op" | "domain">): boolean {
  return !domain && views.has(op);
}

/** A symbolic peak is kept while it is the greatest of at most so many sums. */
const MAX_CANDIDATES = 8;

/** A peak over more symbols than these tells nobody anything, and comparing its sums takes long. */
const MAX_SYMBOLS = 12;

/** One piece of memory: the value that a node computed (or an input), with every view of it. */
interface Storage {
  readonly bytes: Count | null;
  /** Index of the last node that needs it; the number of nodes for an output of the network. */
  lastUse: number;
}

interface Schedule {
  /** Storage of the network's inputs. */
  readonly inputs: readonly Storage[];
  /** Per node what it computes. */
  readonly computed: readonly (readonly Storage[])[];
  /** Bytes per value that a node computes, by name: views and values known before running are absent. */
  readonly bytesByValue: ReadonlyMap<string, Count | null>;
}

/** All memory figures of a network; see `definitions` for what each means. */
export function measureMemory(
  shaped: ShapedGraph,
  weights: ParameterTotals,
): MemoryReport & { readonly bytesByValue: Schedule["bytesByValue"] } {
  const all = viewNodes(shaped);
  const hasTrainingOnly = all.some(({ trainingOnly }) => trainingOnly);
  const inference = hasTrainingOnly ? all.filter(({ trainingOnly }) => !trainingOnly) : all;
  const schedule = planStorage(shaped, inference, false);
  const training = hasTrainingOnly ? planStorage(shaped, all, true) : schedule;
  const activations = sumBytes(schedule.computed);
  const peak = findPeak(schedule, inference);
  return {
    weightBytesByDtype: weights.weightBytesByDtype,
    constantBytes: weights.constantBytes,
    inputBytes: sumBytes([schedule.inputs]).bytes,
    activationBytes: activations.bytes,
    activationsComplete: activations.complete,
    ...peak,
    training: trainingBytes(training, weights),
    bytesByValue: training.bytesByValue,
  };
}

/** Finds which storage each node needs and when it is last used; one walk over the nodes. */
function planStorage(
  { graph, values, types }: ShapedGraph,
  nodes: readonly NodeView[],
  trainingOnlyOutputs: boolean,
): Schedule {
  const storage = new Map<string, Storage>();
  const bytesByValue = new Map<string, Count | null>();
  const inputs = graph.inputs.map(({ name, type }) => {
    const own: Storage = { bytes: bytesOf(type), lastUse: -1 };
    storage.set(name, own);
    return own;
  });
  const computed = nodes.map(({ node, outputs }, index) => {
    for (const name of node.inputs) {
      const used = storage.get(name);
      if (used !== undefined) used.lastUse = index;
    }
    const own: Storage[] = [];
    node.outputs.forEach((name, position) => {
      if (name === "" || isKnown(values.get(name)?.data)) return;
      const first = node.inputs[0] ?? "";
      if (position === 0 && isView(node)) {
        const source = storage.get(first);
        if (source !== undefined) storage.set(name, source);
        if (source !== undefined || types.has(first)) return;
      }
      const type = outputs[position];
      const bytes = type === undefined ? null : bytesOf(type);
      const fresh: Storage = { bytes, lastUse: index };
      storage.set(name, fresh);
      bytesByValue.set(name, bytes);
      own.push(fresh);
    });
    return own;
  });
  for (const output of graph.outputs) {
    if (output.trainingOnly && !trainingOnlyOutputs) continue;
    const kept = storage.get(output.value);
    if (kept !== undefined) kept.lastUse = nodes.length;
  }
  return { inputs, computed, bytesByValue };
}

function isKnown(data: readonly unknown[] | undefined): boolean {
  return data !== undefined && !data.includes(undefined);
}

function sumBytes(groups: readonly (readonly Storage[])[]): { readonly bytes: Count; readonly complete: boolean } {
  let bytes: Count = 0n;
  let complete = true;
  for (const group of groups) {
    for (const storage of group) {
      if (storage.bytes === null) complete = false;
      else bytes = addCount(bytes, storage.bytes);
    }
  }
  return { bytes, complete };
}

type Peak = Pick<MemoryReport, "peakActivationBytes"> & Partial<Pick<MemoryReport, "peakNode" | "peakReason">>;

/** Bytes that live while each node runs, before the first (-1) too; null where a size is unknown, which ends it. */
function* walkLive({ inputs, computed }: Schedule): Generator<{ readonly node: number; readonly bytes: Count | null }> {
  const freed = computed.map((): Count[] => []);
  let live: Count = 0n;
  const enter = (storage: Storage): boolean => {
    if (storage.bytes === null) return false;
    live = addCount(live, storage.bytes);
    // An input that nothing uses lives through the first node, like any other value of no use.
    freed[Math.max(0, storage.lastUse)]?.push(storage.bytes);
    return true;
  };
  for (const [index, own] of [inputs, ...computed].entries()) {
    const node = index - 1;
    const isKnownSize = own.every(enter);
    yield { node, bytes: isKnownSize ? live : null };
    if (!isKnownSize) return;
    for (const bytes of freed[node] ?? []) live = subCount(live, bytes);
  }
}

/** The greatest sum of live storage over the schedule. */
function findPeak(schedule: Schedule, nodes: readonly NodeView[]): Peak {
  let candidates: { readonly bytes: Count; readonly node: number }[] = [];
  for (const { node, bytes } of walkLive(schedule)) {
    if (bytes === null) {
      if (node < 0) return unknownPeak("the size of an input is unknown");
      return unknownPeak(`the size of what ${nodes[node]?.node.name ?? "a node"} computes is unknown`);
    }
    if (typeof bytes !== "bigint" && symbolsOf(bytes).length > MAX_SYMBOLS) {
      return unknownPeak(`it depends on more than ${MAX_SYMBOLS} sizes that are not known`);
    }
    if (node < 0 || (schedule.computed[node]?.length ?? 0) > 0) candidates = withCandidate(candidates, bytes, node);
    if (candidates.length > MAX_CANDIDATES) {
      return unknownPeak(`it is the greatest of more than ${MAX_CANDIDATES} sums, whose order depends on the symbols`);
    }
  }
  const [first, ...others] = candidates;
  if (first === undefined) return { peakActivationBytes: 0n };
  const peakActivationBytes = others.reduce((peak: Count, { bytes }) => maxCount(peak, bytes), first.bytes);
  const at = others.length === 0 ? nodes[first.node]?.node.name : undefined;
  return { peakActivationBytes, ...(at !== undefined && { peakNode: at }) };
}

/** Bytes of activations that live while each node of inference runs, in order; undefined where a size is unknown. */
export function liveActivations(
  shaped: ShapedGraph,
): readonly { readonly layer: string; readonly bytes: Count }[] | undefined {
  const nodes = viewNodes(shaped).filter(({ trainingOnly }) => !trainingOnly);
  const live: { layer: string; bytes: Count }[] = [];
  for (const { node, bytes } of walkLive(planStorage(shaped, nodes, false))) {
    if (bytes === null) return undefined;
    const view = nodes[node];
    if (view !== undefined) live.push({ layer: view.node.origin?.name ?? view.node.name, bytes });
  }
  return live;
}

function unknownPeak(reason: string): Peak {
  return { peakActivationBytes: null, peakReason: reason };
}

/** The candidates that no other is known to reach. */
function withCandidate<C extends { readonly bytes: Count; readonly node: number }>(
  candidates: C[],
  bytes: Count,
  node: number,
): (C | { readonly bytes: Count; readonly node: number })[] {
  if (candidates.some((other) => reaches(other.bytes, bytes))) return candidates;
  return [...candidates.filter((other) => !reaches(bytes, other.bytes)), { bytes, node }];
}

/** True where a is at least b for all sizes. */
function reaches(a: Count, b: Count): boolean {
  if (typeof a === "bigint" && typeof b === "bigint") return a >= b;
  const difference = subCount(a, b);
  return typeof difference === "bigint" ? difference >= 0n : isAtLeast(difference, 0) === true;
}

/** Null where a size is unknown. */
function trainingBytes(schedule: Schedule, weights: ParameterTotals): MemoryReport["training"] {
  const activations = sumBytes([schedule.inputs, ...schedule.computed]);
  if (!activations.complete) return null;
  const stored = addCount(weights.weightBytes, weights.trainingOnlyWeightBytes);
  const gradients = weights.gradientBytes;
  const withState = (values: bigint) => {
    const state = mulCount(gradients, values);
    const total = [stored, gradients, state, activations.bytes].reduce(addCount);
    return { optimiserState: state, total };
  };
  return {
    weights: stored,
    gradients,
    activations: activations.bytes,
    sgd: withState(0n),
    momentum: withState(1n),
    adam: withState(2n),
  };
}
