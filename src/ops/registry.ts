/** The operators that specifications lower to, by name: the record that the `.` entry carries. */
import { batchNormalization } from "./batch-normalization/definition.js";
import { conv } from "./conv/definition.js";
import type { OperatorDefinition } from "./definition.js";
import { dropout } from "./dropout/definition.js";
import { flatten } from "./flatten/definition.js";
import { gemm } from "./gemm/definition.js";
import { lrn } from "./lrn/definition.js";
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from "./pool/definition.js";
import { logSoftmax, softmax } from "./softmax/definition.js";
import { unaryOperators } from "./unary/definition.js";

/** Every core operator. Adding one here makes the compiler ask for its entry in the other registries. */
export const core = {
  ...unaryOperators,
  AveragePool: averagePool,
  BatchNormalization: batchNormalization,
  Conv: conv,
  Dropout: dropout,
  Flatten: flatten,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  GlobalMaxPool: globalMaxPool,
  LRN: lrn,
  LogSoftmax: logSoftmax,
  MaxPool: maxPool,
  Softmax: softmax,
} as const satisfies Record<string, OperatorDefinition>;

export type CoreOperator = keyof typeof core;

/** A set of operators by name; operators of another domain are named `domain.Operator`. */
export type Registry = Readonly<Record<string, OperatorDefinition>>;

/** The definition of an operator, undefined when the registry does not have it. */
export function definitionOf(registry: Registry, op: string, domain?: string): OperatorDefinition | undefined {
  const key = domain ? `${domain}.${op}` : op;
  return Object.hasOwn(registry, key) ? registry[key] : undefined;
}
