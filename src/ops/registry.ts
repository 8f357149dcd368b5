/** The operators that specifications lower to, by name: the record that the `.` entry carries. */
import { conv } from "./conv/definition.js";
import type { OperatorDefinition } from "./definition.js";
import { flatten } from "./flatten/definition.js";
import { gemm } from "./gemm/definition.js";
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from "./pool/definition.js";
import { unaryOperators } from "./unary/definition.js";

/** Every core operator. Adding one here makes the compiler ask for its entry in the other registries. */
export const core = {
  ...unaryOperators,
  AveragePool: averagePool,
  Conv: conv,
  Flatten: flatten,
  Gemm: gemm,
  GlobalAveragePool: globalAveragePool,
  GlobalMaxPool: globalMaxPool,
  MaxPool: maxPool,
} as const satisfies Record<string, OperatorDefinition>;

export type CoreOperator = keyof typeof core;

/** A set of operators by name; operators of another domain are named `domain.Operator`. */
export type Registry = Readonly<Record<string, OperatorDefinition>>;

/** The definition of an operator, undefined when the registry does not have it. */
export function definitionOf(registry: Registry, op: string, domain?: string): OperatorDefinition | undefined {
  const key = domain ? `${domain}.${op}` : op;
  return Object.hasOwn(registry, key) ? registry[key] : undefined;
}
