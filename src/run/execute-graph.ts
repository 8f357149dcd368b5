/** Runs a graph on the reference without a plan: where only the data decides how large its values are, or how often it loops. */
import type { Graph } from "../graph/index.js";
import { placeOf, type Registry } from "../ops/index.js";
import type { RunTensor } from "../tensor/index.js";
import type { Tensors, WeightSource } from "./executor.js";
import { failRun } from "./run-failure.js";
import { runInto, type Surroundings } from "./run-node.js";

/** What a graph's nodes give, by value name. Throws RunFailure, which names the node. */
export function runGraph(
  graph: Graph,
  registry: Registry,
  inputs: Tensors,
  weightOf: WeightSource,
  options: Pick<Surroundings, "counter" | "seed"> = {},
): Tensors {
  const values = new Map<string, RunTensor>(inputs);
  const lookUp = (name: string): RunTensor | undefined => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const weight = graph.weights.get(name);
    if (weight === undefined) return undefined;
    const tensor = weightOf(weight);
    values.set(name, tensor);
    return tensor;
  };
  const around = { ...options, registry, lookUp };
  for (const node of graph.nodes) {
    const missing = node.inputs.find((name) => name !== "" && lookUp(name) === undefined);
    if (missing !== undefined) failRun("run/missing-tensor", { tensor: missing }, placeOf(node));
    runInto(node, values, around);
  }
  return new Map(
    graph.outputs.map(({ value }) => [value, lookUp(value) ?? failRun("run/missing-tensor", { tensor: value })]),
  );
}
