/** Runs one node on the reference: its shape rule on the tensors that are there, then its kernel, then both compared. */

import { Scope } from "../dim/index.js";
import type { Node } from "../graph/index.js";
import {
  applyShapeRule,
  attributesOf,
  definitionOf,
  type OperatorDefinition,
  placeOf,
  type Registry,
  type RuleInput,
} from "../ops/index.js";
import { knownValueOf } from "../ops/reference-data.js";
import type { MacCounter, ReferenceKernel } from "../ops/reference-kernel.js";
import { coreReferences } from "../ops/reference-registry.js";
import { type RunTensor, type RunType, typeText } from "../tensor/index.js";
import { failRun, RunFailure } from "./run-failure.js";

/** The kernel of a node's operator; ends the run where there is none. */
function kernelOf({ op, domain, ...node }: Node): ReferenceKernel {
  const key = domain ? `${domain}.${op}` : op;
  const entry = Object.hasOwn(coreReferences, key) ? coreReferences[key as keyof typeof coreReferences] : undefined;
  if (typeof entry === "function") return entry;
  const reason = entry?.absent ?? "it has no reference kernel";
  return failRun("run/no-kernel", { op, device: "the reference", reason }, placeOf({ op, ...node }));
}

/** A role of whose inputs a rule may need the elements. */
function isControl(definition: OperatorDefinition, index: number): boolean {
  const { inputs } = definition;
  return inputs[Math.min(index, inputs.length - 1)]?.role === "control";
}

/** Types that the shape rule gives for the tensors; ends the run where a size stays open. */
function ruleTypes(
  definition: OperatorDefinition,
  node: Node,
  inputs: readonly (RunTensor | undefined)[],
): readonly RunType[] {
  const given = inputs.map((tensor, index): RuleInput | undefined => {
    if (tensor === undefined) return undefined;
    const value = isControl(definition, index) ? knownValueOf(tensor) : undefined;
    return { name: node.inputs[index] ?? "", dtype: tensor.dtype, shape: tensor.shape, value };
  });
  const sink = {
    report(finding: ConstructorParameters<typeof RunFailure>[0]): void {
      if (finding.severity === "error") throw new RunFailure(finding.at(placeOf(node)));
    },
    constrain: () => {},
  };
  const types = applyShapeRule(definition, node, given, new Scope(), sink);
  return node.outputs.map((name, index) => {
    const type = types[index];
    const shape = type?.shape?.filter((size) => typeof size === "number");
    if (type === undefined || type.shape === null || shape?.length !== type.shape.length) {
      const found = type === undefined ? "no output" : typeText(type);
      return failRun("run/size-unknown", { tensor: name, shape: found }, placeOf(node));
    }
    return { dtype: type.dtype, shape };
  });
}

/**
 * The tensors that a node gives, one for each of its outputs. Throws {@link RunFailure}, which names the node, where
 * it has no kernel, where its rule finds an error, or where what came out is not what the rule says.
 */
export function runNode(
  node: Node,
  inputs: readonly (RunTensor | undefined)[],
  registry: Registry,
  counter?: MacCounter,
): readonly RunTensor[] {
  const definition = definitionOf(registry, node.op, node.domain);
  const kernel = kernelOf(node);
  if (definition === undefined) {
    return failRun("run/no-kernel", { op: node.op, device: "the reference", reason: "it is not known" }, placeOf(node));
  }
  const outputs = ruleTypes(definition, node, inputs);
  const attributes = attributesOf(definition, node);
  const results = runKernel(kernel, node, { inputs, attributes, outputs, counter });
  outputs.forEach((type, index) => {
    const [expected, found] = [typeText(type), results[index]];
    const actual = found === undefined ? "nothing" : typeText(found);
    if (actual !== expected)
      failRun("run/type-differs", { tensor: node.outputs[index] ?? "", expected, actual }, placeOf(node));
  });
  return results;
}

/** A kernel's own error becomes a finding about its node. */
function runKernel(kernel: ReferenceKernel, node: Node, call: Parameters<ReferenceKernel>[0]): readonly RunTensor[] {
  try {
    return kernel(call);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return failRun("run/failed", { op: node.op, reason }, placeOf(node));
  }
}
