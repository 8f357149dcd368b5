/** The engine: walks a graph once and gives every value its type, shape and (where known) elements. */
import { type Diagnostic, diagnose, type Result, resultOf } from "../diagnostic.js";
import { type Constraint, ConstraintLog } from "../dim/index.js";
import type { Graph, Node } from "../graph/index.js";
import {
  applyShapeRule,
  core,
  definitionOf,
  placeOf,
  type Registry,
  type RuleInput,
  type RuleSink,
} from "../ops/index.js";
import type { KnownValue, TensorType } from "../tensor/index.js";

/** A graph whose every value has been given a type; only inference makes one. */
export interface ShapedGraph {
  readonly graph: Graph;
  readonly registry: Registry;
  /** Type of every value by name: inputs, weights, node outputs. A shape is null where it could not be known. */
  readonly types: ReadonlyMap<string, TensorType>;
  /** Elements of values that are known before the network runs. */
  readonly values: ReadonlyMap<string, KnownValue>;
  /** Equations between sizes that could not be decided and were taken to hold. */
  readonly constraints: readonly Constraint[];
}

/**
 * Infers every shape of a graph. Goes on past errors: a node whose rule failed gives outputs of unknown shape, and
 * what merely follows from that is not reported again.
 */
export function inferShapes(graph: Graph, registry: Registry = core): Result<ShapedGraph> {
  const findings: Diagnostic[] = [];
  const types = new Map<string, TensorType>();
  const values = new Map<string, KnownValue>();
  const constraints = new ConstraintLog();
  const sink: RuleSink = {
    report: (finding) => findings.push(finding),
    constrain: (constraint) => constraints.add(constraint),
  };
  for (const input of graph.inputs) types.set(input.name, input.type);
  for (const weight of graph.weights.values()) {
    types.set(weight.name, weight);
    if (weight.value !== undefined) values.set(weight.name, weight.value);
  }
  for (const node of graph.nodes) inferNode(graph, registry, node, types, values, sink);
  return resultOf({ graph, registry, types, values, constraints: constraints.all }, findings);
}

function inferNode(
  graph: Graph,
  registry: Registry,
  node: Node,
  types: Map<string, TensorType>,
  values: Map<string, KnownValue>,
  sink: RuleSink,
): void {
  const definition = definitionOf(registry, node.op, node.domain);
  const inputs = node.inputs.map((name): RuleInput | undefined => {
    if (name === "") return undefined;
    const type = types.get(name);
    if (type === undefined) {
      sink.report(diagnose("node/undefined-input", { input: name }, placeOf(node)));
      return { name, dtype: "float32", shape: null };
    }
    return { name, dtype: type.dtype, shape: type.shape, value: values.get(name), container: type.container };
  });
  if (definition === undefined) {
    sink.report(diagnose("node/unknown-operator", { op: node.op }, placeOf(node)));
    for (const name of node.outputs) types.set(name, { dtype: inputs[0]?.dtype ?? "float32", shape: null });
    return;
  }
  const outputs = applyShapeRule(definition, node, inputs, graph.scope, sink);
  node.outputs.forEach((name, index) => {
    const output = outputs[index];
    if (name === "" || output === undefined) return;
    types.set(name, output);
    if (output.value !== undefined) values.set(name, output.value);
  });
}
