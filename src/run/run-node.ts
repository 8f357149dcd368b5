/** Runs one node on the reference: its shape rule on the tensors that are there, then its kernel, then both compared. */

import { Scope } from "../dim/index.js";
import type { Node, Subgraph } from "../graph/index.js";
import { randomStream } from "../init/index.js";
import {
  applyShapeRule,
  attributesOf,
  definitionOf,
  type OperatorDefinition,
  placeOf,
  type Registry,
  type RuleInput,
} from "../ops/index.js";
import { onnxReferences } from "../ops/onnx-reference-registry.js";
import { knownValueOf, ruleContainerOf } from "../ops/reference-data.js";
import type { MacCounter, ReferenceEntry, ReferenceKernel } from "../ops/reference-kernel.js";
import { type RunTensor, type RunType, shapeText } from "../tensor/index.js";
import { failRun, RunFailure } from "./run-failure.js";

/** Graphs inside graphs beyond this depth do not run. */
const deepest = 64;

/** The kernel of a node's operator; ends the run where there is none. */
function kernelOf({ op, domain, ...node }: Node): ReferenceKernel {
  const key = domain ? `${domain}.${op}` : op;
  const references: Readonly<Record<string, ReferenceEntry>> = onnxReferences;
  const entry = Object.hasOwn(references, key) ? references[key] : undefined;
  if (typeof entry === "function") return entry;
  const reason = entry?.absent ?? "it has no reference kernel";
  return failRun("run/no-kernel", { op, device: "the reference", reason }, placeOf({ op, ...node }));
}

/** A role of whose inputs a rule may need the elements. */
function isControl(definition: OperatorDefinition, index: number): boolean {
  const { inputs } = definition;
  return inputs[Math.min(index, inputs.length - 1)]?.role === "control";
}

/** Types that the shape rule gives for the tensors: NaN for a size, no sizes for a rank that only the data decides. */
function ruleTypes(
  definition: OperatorDefinition,
  node: Node,
  inputs: readonly (RunTensor | undefined)[],
): readonly RunType[] {
  const given = inputs.map((tensor, index): RuleInput | undefined => {
    if (tensor === undefined) return undefined;
    const name = node.inputs[index] ?? "";
    const { dtype, held } = tensor;
    if (held !== undefined) return { name, dtype, shape: null, container: ruleContainerOf(tensor) };
    const value = isControl(definition, index) ? knownValueOf(tensor) : undefined;
    return { name, dtype, shape: tensor.shape, value };
  });
  const sink = {
    report(finding: ConstructorParameters<typeof RunFailure>[0]): void {
      if (finding.severity === "error") throw new RunFailure(finding.at(placeOf(node)));
    },
    constrain: () => {},
  };
  const types = applyShapeRule(definition, node, given, new Scope(), sink);
  return node.outputs.map((_, index) => {
    const { dtype = "float32", shape = null } = types[index] ?? {};
    return { dtype, shape: (shape ?? []).map((size) => (typeof size === "number" ? size : Number.NaN)) };
  });
}

/** What is around a node while it runs. */
export interface Surroundings {
  readonly registry: Registry;
  /** When given, multiplications are counted, those of graphs inside included. */
  readonly counter?: MacCounter | undefined;
  /** Values of the graphs around it, which graphs inside may read. */
  readonly lookUp?: (name: string) => RunTensor | undefined;
  readonly depth?: number;
  /** Of random operators; the seed of their attribute, or 1, if absent. */
  readonly seed?: number;
}

/**
 * The tensors that a node gives, one for each of its outputs. Throws {@link RunFailure}, which names the node, where
 * it has no kernel, where its rule finds an error, or where what came out is not what the rule says.
 */
export function runNode(
  node: Node,
  inputs: readonly (RunTensor | undefined)[],
  around: Surroundings,
): readonly RunTensor[] {
  const { registry, counter } = around;
  const definition = definitionOf(registry, node.op, node.domain);
  const kernel = kernelOf(node);
  if (definition === undefined) {
    return failRun("run/no-kernel", { op: node.op, device: "the reference", reason: "it is not known" }, placeOf(node));
  }
  const outputs = ruleTypes(definition, node, inputs);
  const attributes = attributesOf(definition, node);
  const runSubgraph = (name: string, given: readonly RunTensor[]) => {
    const body = node.subgraphs?.[name];
    return body === undefined ? undefined : runBody(node, body, given, around);
  };
  const random = (seed = 1) => randomStream(around.seed ?? Math.trunc(Math.abs(seed)), `node ${node.name}`);
  const results = runKernel(kernel, node, { inputs, attributes, outputs, counter, random, runSubgraph });
  const isOpen = node.subgraphs !== undefined;
  outputs.forEach((type, index) => {
    const found = results[index];
    const name = node.outputs[index] ?? "";
    if (found === undefined) {
      failRun("run/type-differs", { tensor: name, expected: type.dtype, actual: "nothing" }, placeOf(node));
    } else if (found.held === undefined && !isOpen && !fits(type, found)) {
      const [expected, actual] = [type, found].map(({ dtype, shape }) => `${dtype}${shapeText(shape)}`);
      failRun("run/type-differs", { tensor: name, expected: expected ?? "", actual: actual ?? "" }, placeOf(node));
    }
  });
  return results;
}

/** Whether a tensor is what a rule says, as far as the rule can say it. */
function fits({ dtype, shape }: RunType, found: RunTensor): boolean {
  if (dtype !== found.dtype || shape.length !== found.shape.length) return false;
  return shape.every((size, axis) => Number.isNaN(size) || size === found.shape[axis]);
}

/** Runs the nodes of a graph inside a node; they read the values around it by name. */
function runBody(
  outer: Node,
  body: Subgraph,
  inputs: readonly RunTensor[],
  around: Surroundings,
): readonly RunTensor[] {
  const depth = (around.depth ?? 0) + 1;
  if (depth > deepest) failRun("onnx/too-deep", { where: "the network", limit: `${deepest}` }, placeOf(outer));
  const values = new Map<string, RunTensor>();
  body.inputs.forEach((name, index) => {
    const given = inputs[index];
    if (given !== undefined) values.set(name, given);
  });
  const lookUp = (name: string): RunTensor | undefined => values.get(name) ?? around.lookUp?.(name);
  for (const node of body.nodes) runInto(node, values, { ...around, lookUp, depth });
  return body.outputs.map((name) => lookUp(name) ?? failRun("run/missing-tensor", { tensor: name }, placeOf(outer)));
}

/** Runs a node on the values by name and adds what it gives to them. */
export function runInto(node: Node, values: Map<string, RunTensor>, around: Surroundings): void {
  const read = node.inputs.map((name) => (name === "" ? undefined : (values.get(name) ?? around.lookUp?.(name))));
  runNode(node, read, around).forEach((tensor, index) => {
    values.set(node.outputs[index] ?? "", tensor);
  });
}

/** A kernel's own error becomes a finding about its node. */
function runKernel(kernel: ReferenceKernel, node: Node, call: Parameters<ReferenceKernel>[0]): readonly RunTensor[] {
  try {
    return kernel(call);
  } catch (thrown) {
    if (thrown instanceof RunFailure) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return failRun("run/failed", { op: node.op, reason }, placeOf(node));
  }
}
