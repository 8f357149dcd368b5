// Applies one operator's rule to given inputs, in any algebra, and collects what it finds: the harness of the operator tests.
import type { Diagnostic } from "../../src/diagnostic.js";
import { type Algebra, type Constraint, type Dim, dims, Scope } from "../../src/dim/index.js";
import type { AttributeValue, Node } from "../../src/graph/index.js";
import {
  applyRule,
  definitionOf,
  type OperatorDefinition,
  onnx,
  type RuleInput,
  type RuleOutput,
} from "../../src/ops/index.js";
import type { DType, KnownValue } from "../../src/tensor/index.js";

export interface Call<D> {
  readonly op: string;
  readonly domain?: string | undefined;
  readonly attributes?: Readonly<Record<string, AttributeValue>> | undefined;
  readonly inputs: readonly (Omit<RuleInput<D>, "name"> | undefined)[];
  readonly outputs: number | readonly string[];
  readonly scope?: Scope;
}

export interface Outcome<D> {
  readonly node: Node;
  readonly definition: OperatorDefinition;
  readonly outputs: readonly RuleOutput<D>[];
  readonly findings: readonly Diagnostic[];
  readonly constraints: readonly Constraint[];
}

/** Throws where the registry does not know the operator. */
export function runRule<D>(algebra: Algebra<D>, call: Call<D>): Outcome<D> {
  const definition = definitionOf(onnx, call.op, call.domain);
  if (definition === undefined) throw new Error(`no definition of ${call.op}`);
  const names = call.inputs.map((input, i) => (input === undefined ? "" : `x${i}`));
  const outputs =
    typeof call.outputs === "number" ? Array.from({ length: call.outputs }, (_, i) => `y${i}`) : call.outputs;
  const node: Node = {
    name: "node",
    op: call.op,
    ...(call.domain !== undefined && { domain: call.domain }),
    attributes: call.attributes ?? {},
    inputs: names,
    outputs,
  };
  const findings: Diagnostic[] = [];
  const constraints: Constraint[] = [];
  const sink = {
    report: (finding: Diagnostic) => void findings.push(finding),
    constrain: (constraint: Constraint) => void constraints.push(constraint),
  };
  const inputs = call.inputs.map((input, i) => input && { ...input, name: `x${i}` });
  const result = applyRule(definition, algebra, node, inputs, call.scope ?? new Scope(), sink);
  return { node, definition, outputs: result, findings, constraints };
}

/** The rule on plain numbers. */
export function runOnNumbers(
  call: Omit<Call<Dim>, "inputs"> & { readonly inputs: readonly (TypedInput | undefined)[] },
) {
  return runRule(dims, call);
}

export interface TypedInput {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly value?: KnownValue | undefined;
}
