/** What a layer is to a reader: its family, the word its row shows, and the census of a network. */
import type { LayerReport, Report } from "../analysis/report.js";
import { plural } from "./number.js";

/** Families of layers; `other` moves data or does arithmetic without weights. */
export type LayerKind =
  | "conv"
  | "dense"
  | "pool"
  | "norm"
  | "activation"
  | "attention"
  | "recurrent"
  | "embedding"
  | "dropout"
  | "reshape"
  | "other";

/** By layer type, where the user's word says more than the operators it lowers to. */
const kindOfType: Readonly<Record<string, LayerKind>> = {
  multi_head_attention: "attention",
  attention: "attention",
  lstm: "recurrent",
  gru: "recurrent",
  rnn: "recurrent",
  embedding: "embedding",
  dense: "dense",
  dropout: "dropout",
  stochastic_depth: "dropout",
  batch_norm: "norm",
  layer_norm: "norm",
  group_norm: "norm",
  instance_norm: "norm",
  local_response_norm: "norm",
  lrn: "norm",
  rms_norm: "norm",
};

const kindOfOperator: Readonly<Record<string, LayerKind>> = {
  Conv: "conv",
  ConvTranspose: "conv",
  Gemm: "dense",
  MatMul: "dense",
  MaxPool: "pool",
  AveragePool: "pool",
  LpPool: "pool",
  GlobalAveragePool: "pool",
  GlobalMaxPool: "pool",
  AdaptiveAveragePool: "pool",
  AdaptiveMaxPool: "pool",
  BatchNormalization: "norm",
  LayerNormalization: "norm",
  GroupNormalization: "norm",
  InstanceNormalization: "norm",
  RMSNormalization: "norm",
  LRN: "norm",
  LSTM: "recurrent",
  GRU: "recurrent",
  RNN: "recurrent",
  Attention: "attention",
  Dropout: "dropout",
  Identity: "dropout",
  Flatten: "reshape",
  Reshape: "reshape",
  Squeeze: "reshape",
  Unsqueeze: "reshape",
};

/** Operators that are one function per element, as an activation is. */
const activations = new Set(
  "Relu LeakyRelu PRelu Elu Selu Celu Gelu Silu Swish HardSwish HardSigmoid Sigmoid Tanh Softplus Softsign Mish Softmax LogSoftmax ThresholdedRelu Clip".split(
    " ",
  ),
);

/** The family of a layer: by its type, else by the first of its operators that has one. */
export function kindOf(layer: LayerReport): LayerKind {
  const named = kindOfType[layer.type];
  if (named !== undefined) return named;
  const pooled = /_pool(\dd)?$/.test(layer.type);
  if (pooled) return "pool";
  for (const op of layer.ops) {
    const kind = kindOfOperator[op];
    if (kind !== undefined && kind !== "reshape" && kind !== "dropout") return kind;
  }
  if (layer.ops.length > 0 && layer.ops.some((op) => activations.has(op))) return "activation";
  const first = layer.ops.map((op) => kindOfOperator[op]).find((kind) => kind !== undefined);
  return first ?? "other";
}

/** What the lecture's tables leave out. */
export function isLeftOutOfLectures(layer: LayerReport): boolean {
  const kind = kindOf(layer);
  return kind === "activation" || kind === "dropout" || kind === "reshape";
}

const shortTypes: Readonly<Record<string, string>> = {
  batch_norm: "bn",
  layer_norm: "ln",
  group_norm: "gn",
  instance_norm: "in",
  local_response_norm: "lrn",
};

/** `LeakyRelu` as a layer type is written: `leaky_relu`. */
function snakeCase(op: string): string {
  return op.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
}

/** The words of a row: the layer's type and the activation that was given on it. */
export function typeWords(layer: LayerReport, merged: boolean): readonly string[] {
  const type = merged ? (shortTypes[layer.type] ?? layer.type) : layer.type;
  const kind = kindOf(layer);
  if (kind !== "conv" && kind !== "dense" && kind !== "norm") return [type];
  const given = layer.attributes.activation;
  if (typeof given === "string") return given === "none" ? [type] : [type, given];
  const last = layer.ops.at(-1);
  if (layer.ops.length < 2 || last === undefined || !activations.has(last)) return [type];
  return [type, snakeCase(last)];
}

const censusKinds = ["conv", "dense", "attention", "recurrent", "embedding", "pool", "norm"] as const;

/** `5 conv`, `2 pool`: the layers that make a network what it is, without training-only ones. */
export function censusOf(report: Report): readonly string[] {
  const counts = new Map<LayerKind, number>();
  for (const layer of report.layers) {
    if (layer.trainingOnly) continue;
    const kind = kindOf(layer);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const parts = censusKinds.flatMap((kind) => {
    const count = counts.get(kind) ?? 0;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  return parts.length > 0 ? parts : [plural(report.layers.length, "layer")];
}
