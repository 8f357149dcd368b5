/** The operators that specifications lower to, by name: the record that the `.` entry carries. */
import { adaptiveAveragePool, adaptiveMaxPool } from "./adaptive-pool/definition.js";
import { batchNormalization } from "./batch-normalization/definition.js";
import { binaryOperators } from "./binary/definition.js";
import { clip } from "./clip/definition.js";
import { concat } from "./concat/definition.js";
import { conv } from "./conv/definition.js";
import { convTranspose } from "./conv-transpose/definition.js";
import type { OperatorDefinition } from "./definition.js";
import { dropout } from "./dropout/definition.js";
import { expand } from "./expand/definition.js";
import { flatten } from "./flatten/definition.js";
import { gather } from "./gather/definition.js";
import { gemm } from "./gemm/definition.js";
import { lrn } from "./lrn/definition.js";
import { matMul } from "./matmul/definition.js";
import { groupNormalization, instanceNormalization, layerNormalization } from "./normalization/definition.js";
import { pad } from "./pad/definition.js";
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from "./pool/definition.js";
import { prelu } from "./prelu/definition.js";
import { gru, lstm, rnn } from "./recurrent/definition.js";
import { reduceOperators } from "./reduce/definition.js";
import { reshape } from "./reshape/definition.js";
import { resize } from "./resize/definition.js";
import { slice } from "./slice/definition.js";
import { logSoftmax, softmax } from "./softmax/definition.js";
import { split } from "./split/definition.js";
import { squeeze } from "./squeeze/definition.js";
import { transpose } from "./transpose/definition.js";
import { unaryOperators } from "./unary/definition.js";
import { variadicOperators } from "./variadic/definition.js";

/** Every core operator. */
export const core = {
  ...binaryOperators,
  ...reduceOperators,
  ...unaryOperators,
  ...variadicOperators,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Clip: clip,
  Concat: concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  Dropout: dropout,
  Expand: expand,
  Flatten: flatten,
  GRU: gru,
  Gather: gather,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  GlobalMaxPool: globalMaxPool,
  GroupNormalization: groupNormalization,
  InstanceNormalization: instanceNormalization,
  LRN: lrn,
  LSTM: lstm,
  LayerNormalization: layerNormalization,
  LogSoftmax: logSoftmax,
  MatMul: matMul,
  MaxPool: maxPool,
  PRelu: prelu,
  Pad: pad,
  RNN: rnn,
  Reshape: reshape,
  Resize: resize,
  Slice: slice,
  Softmax: softmax,
  Split: split,
  Squeeze: squeeze,
  Transpose: transpose,
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
