/** Operators of ai.onnx.ml in plain loops: features, labels, decision trees. */
import type { KnownValue, RunTensor, Scalar } from "../../tensor/index.js";
import { gatherMaps } from "../index-map.js";
import {
  defineKernel,
  inputOf,
  listOf,
  moveElements,
  outputOf,
  realsOf,
  reshaped,
  scalarAt,
  tensorOf,
  tensorOfScalars,
} from "../reference-data.js";
import { softmaxLine } from "../softmax/reference.js";

export const arrayFeatureExtractorReference = defineKernel<object>((call) => {
  const input = inputOf(call, 0);
  const positions = listOf(call, 1) ?? [];
  const picked = moveElements(input, gatherMaps(input.shape, input.shape.length - 1, positions));
  return [reshaped(picked, outputOf(call).shape)];
});

export const binarizerReference = defineKernel<{ readonly threshold: number }>((call) => {
  const x = realsOf(inputOf(call, 0));
  return [tensorOf(outputOf(call), (i) => ((x[i] as number) > call.attributes.threshold ? 1 : 0))];
});

interface Labels {
  readonly default_float: number;
  readonly default_int64: number;
  readonly default_string: string;
  readonly default_tensor: KnownValue | undefined;
  readonly keys_floats: readonly number[] | undefined;
  readonly keys_int64s: readonly number[] | undefined;
  readonly keys_strings: readonly string[] | undefined;
  readonly keys_tensor: KnownValue | undefined;
  readonly values_floats: readonly number[] | undefined;
  readonly values_int64s: readonly number[] | undefined;
  readonly values_strings: readonly string[] | undefined;
  readonly values_tensor: KnownValue | undefined;
}

export const labelEncoderReference = defineKernel<Labels>((call) => {
  const { attributes } = call;
  const input = inputOf(call, 0);
  const output = outputOf(call);
  const { keys_tensor, keys_strings, keys_int64s, keys_floats } = attributes;
  const { values_tensor, values_strings, values_int64s, values_floats } = attributes;
  const keys: readonly Scalar[] = keys_tensor?.data ?? keys_strings ?? keys_int64s ?? keys_floats ?? [];
  const values: readonly Scalar[] = values_tensor?.data ?? values_strings ?? values_int64s ?? values_floats ?? [];
  const table = new Map(keys.map((key, i) => [key, values[i]]));
  const { default_string, default_int64, default_float, default_tensor } = attributes;
  const plain = output.dtype === "string" ? default_string : output.dtype === "int64" ? default_int64 : default_float;
  const otherwise = default_tensor?.data[0] ?? plain;
  return [
    tensorOfScalars(output, (i) => {
      const element = scalarAt(input, i);
      return table.has(element) ? table.get(element) : otherwise;
    }),
  ];
});

interface Trees {
  readonly aggregate_function: number;
  readonly leaf_targetids: readonly number[];
  readonly leaf_weights: KnownValue;
  readonly membership_values: KnownValue | undefined;
  readonly nodes_falseleafs: readonly number[];
  readonly nodes_falsenodeids: readonly number[];
  readonly nodes_featureids: readonly number[];
  readonly nodes_missing_value_tracks_true: readonly number[] | undefined;
  readonly nodes_modes: KnownValue;
  readonly nodes_splits: KnownValue;
  readonly nodes_trueleafs: readonly number[];
  readonly nodes_truenodeids: readonly number[];
  readonly post_transform: number;
  readonly tree_roots: readonly number[];
}

/** nodes_modes by number; 6 asks whether x is a member of the node's set. */
const comparisons: readonly ((x: number, split: number) => boolean)[] = [
  (x, split) => x <= split,
  (x, split) => x < split,
  (x, split) => x >= split,
  (x, split) => x > split,
  (x, split) => x === split,
  (x, split) => x !== split,
];
const member = 6;

/** The sets of the nodes that ask for membership, in their order: each ends with NaN. */
function setsOf({ nodes_modes, membership_values }: Trees): ReadonlyMap<number, ReadonlySet<number>> {
  const sets = new Map<number, ReadonlySet<number>>();
  const values = membership_values?.data.map(Number) ?? [];
  let at = 0;
  nodes_modes.data.forEach((mode, node) => {
    if (mode !== member) return;
    const set = new Set<number>();
    for (; at < values.length && !Number.isNaN(values[at]); at++) set.add(values[at] ?? 0);
    at++;
    sets.set(node, set);
  });
  return sets;
}

/** The leaf that a row ends in; a tree whose nodes lead in a circle ends nowhere. */
function leafOf(
  trees: Trees,
  sets: ReadonlyMap<number, ReadonlySet<number>>,
  root: number,
  x: (feature: number) => number,
) {
  let node = root;
  for (let step = 0; step <= trees.nodes_featureids.length; step++) {
    const feature = x(trees.nodes_featureids[node] ?? 0);
    const mode = Number(trees.nodes_modes.data[node]);
    const isMissing = Number.isNaN(feature) && trees.nodes_missing_value_tracks_true?.[node] === 1;
    const split = Number(trees.nodes_splits.data[node]);
    const holds = mode === member ? sets.get(node)?.has(feature) : comparisons[mode]?.(feature, split);
    const goesTrue = isMissing || holds === true;
    const next = (goesTrue ? trees.nodes_truenodeids : trees.nodes_falsenodeids)[node] ?? 0;
    if ((goesTrue ? trees.nodes_trueleafs : trees.nodes_falseleafs)[node] === 1) return next;
    node = next;
  }
  throw new RangeError("a tree's nodes lead in a circle");
}

/** Inverse of the normal distribution's error function (Winitzki's approximation, as ONNX's PROBIT has it). */
function probit(p: number): number {
  const x = 2 * p - 1;
  const log = Math.log((1 - x) * (1 + x));
  const v = 2 / (Math.PI * 0.147) + 0.5 * log;
  return Math.SQRT2 * Math.sign(x) * Math.sqrt(Math.sqrt(v * v - log / 0.147) - v);
}

/** Scores of one row by post_transform: NONE, SOFTMAX, LOGISTIC, SOFTMAX_ZERO, PROBIT. */
function transform(scores: Float64Array, mode: number): Float64Array {
  if (mode === 2) return scores.map((x) => 1 / (1 + Math.exp(-x)));
  if (mode === 4) return scores.map(probit);
  if (mode !== 1 && mode !== 3) return scores;
  const offsets = [...scores.keys()].filter((i) => mode === 1 || scores[i] !== 0);
  const y = new Float64Array(scores.length);
  softmaxLine(scores, offsets, y);
  return y;
}

/** aggregate_function: AVERAGE, SUM, MIN, MAX. */
function aggregate(mode: number, votes: readonly number[], trees: number): number {
  if (votes.length === 0) return 0;
  if (mode === 2) return Math.min(...votes);
  if (mode === 3) return Math.max(...votes);
  const sum = votes.reduce((left, right) => left + right, 0);
  return mode === 0 ? sum / trees : sum;
}

export const treeEnsembleReference = defineKernel<Trees>((call): readonly RunTensor[] => {
  const trees = call.attributes;
  const input = inputOf(call, 0);
  const x = realsOf(input);
  const features = input.shape.at(-1) ?? 1;
  const output = outputOf(call);
  const [rows = 0, targets = 0] = output.shape;
  const sets = setsOf(trees);
  const scores = Array.from({ length: rows }, (_, row) => {
    const votes = Array.from({ length: targets }, (): number[] => []);
    for (const root of trees.tree_roots) {
      const leaf = leafOf(trees, sets, root, (feature) => x[row * features + feature] as number);
      votes[trees.leaf_targetids[leaf] ?? 0]?.push(Number(trees.leaf_weights.data[leaf]));
    }
    const joined = votes.map((own) => aggregate(trees.aggregate_function, own, trees.tree_roots.length));
    return transform(Float64Array.from(joined), trees.post_transform);
  });
  return [tensorOf(output, (i) => scores[Math.floor(i / targets)]?.[i % targets] ?? 0)];
});
