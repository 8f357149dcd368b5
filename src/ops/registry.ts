/** The operators that specifications lower to, by name: the record that the `.` entry carries. */
import { adaptiveAveragePool, adaptiveMaxPool } from "./adaptive-pool/definition.js";
import { argMax, argMin } from "./arg-max/definition.js";
import { attention } from "./attention/definition.js";
import { batchNormalization } from "./batch-normalization/definition.js";
import { binaryOperators } from "./binary/definition.js";
import { cast, castLike } from "./cast/definition.js";
import { clip } from "./clip/definition.js";
import { concat } from "./concat/definition.js";
import { constant, constantOfShape } from "./constant/definition.js";
import { conv } from "./conv/definition.js";
import { convTranspose } from "./conv-transpose/definition.js";
import { cumSum } from "./cum-sum/definition.js";
import type { OperatorDefinition } from "./definition.js";
import { depthToSpace, spaceToDepth } from "./depth-to-space/definition.js";
import { dropout } from "./dropout/definition.js";
import { einsum } from "./einsum/definition.js";
import { expand } from "./expand/definition.js";
import { flatten } from "./flatten/definition.js";
import { gather } from "./gather/definition.js";
import { gatherElements } from "./gather-elements/definition.js";
import { gemm } from "./gemm/definition.js";
import { identity } from "./identity/definition.js";
import { lrn } from "./lrn/definition.js";
import { matMul } from "./matmul/definition.js";
import {
  groupNormalization,
  instanceNormalization,
  layerNormalization,
  lpNormalization,
  meanVarianceNormalization,
  rmsNormalization,
} from "./normalization/definition.js";
import { oneHot } from "./one-hot/definition.js";
import { pad } from "./pad/definition.js";
import { averagePool, globalAveragePool, globalLpPool, globalMaxPool, lpPool, maxPool } from "./pool/definition.js";
import { prelu } from "./prelu/definition.js";
import { range } from "./range/definition.js";
import { gru, lstm, rnn } from "./recurrent/definition.js";
import { reduceOperators } from "./reduce/definition.js";
import { reshape } from "./reshape/definition.js";
import { resize } from "./resize/definition.js";
import { shape, size } from "./shape/definition.js";
import { slice } from "./slice/definition.js";
import { hardmax, logSoftmax, softmax } from "./softmax/definition.js";
import { split } from "./split/definition.js";
import { squeeze, unsqueeze } from "./squeeze/definition.js";
import { tile } from "./tile/definition.js";
import { topK } from "./top-k/definition.js";
import { transpose } from "./transpose/definition.js";
import { trilu } from "./trilu/definition.js";
import { unaryOperators } from "./unary/definition.js";
import { variadicOperators } from "./variadic/definition.js";
import { where } from "./where/definition.js";

/** Every core operator. Adding one here makes the compiler ask for its entry in the other registries. */
export const core = {
  ...binaryOperators,
  ...reduceOperators,
  ...unaryOperators,
  ...variadicOperators,
  ArgMax: argMax,
  ArgMin: argMin,
  Attention: attention,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Cast: cast,
  CastLike: castLike,
  Clip: clip,
  Concat: concat,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Conv: conv,
  ConvTranspose: convTranspose,
  CumSum: cumSum,
  DepthToSpace: depthToSpace,
  Dropout: dropout,
  Einsum: einsum,
  Expand: expand,
  Flatten: flatten,
  GRU: gru,
  Gather: gather,
  GatherElements: gatherElements,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  GlobalLpPool: globalLpPool,
  GlobalMaxPool: globalMaxPool,
  GroupNormalization: groupNormalization,
  Hardmax: hardmax,
  Identity: identity,
  InstanceNormalization: instanceNormalization,
  LRN: lrn,
  LSTM: lstm,
  LayerNormalization: layerNormalization,
  LogSoftmax: logSoftmax,
  LpNormalization: lpNormalization,
  LpPool: lpPool,
  MatMul: matMul,
  MaxPool: maxPool,
  MeanVarianceNormalization: meanVarianceNormalization,
  OneHot: oneHot,
  PRelu: prelu,
  Pad: pad,
  RMSNormalization: rmsNormalization,
  RNN: rnn,
  Range: range,
  Reshape: reshape,
  Resize: resize,
  Shape: shape,
  Size: size,
  Slice: slice,
  Softmax: softmax,
  SpaceToDepth: spaceToDepth,
  Split: split,
  Squeeze: squeeze,
  Tile: tile,
  TopK: topK,
  Transpose: transpose,
  Trilu: trilu,
  Unsqueeze: unsqueeze,
  Where: where,
  "shapewright.AdaptiveAveragePool": adaptiveAveragePool,
  "shapewright.AdaptiveMaxPool": adaptiveMaxPool,
} as const satisfies Record<string, OperatorDefinition>;

export type CoreOperator = keyof typeof core;

/** A set of operators by name; operators of another domain are named `domain.Operator`. */
export type Registry = Readonly<Record<string, OperatorDefinition>>;

/** The definition of an operator, undefined when the registry does not have it. */
export function definitionOf(registry: Registry, op: string, domain?: string): OperatorDefinition | undefined {
  const key = domain ? `${domain}.${op}` : op;
  return Object.hasOwn(registry, key) ? registry[key] : undefined;
}
