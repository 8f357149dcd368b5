/** Reference kernels of operators that move, count or make elements: the shape rule itself, given all elements, moves them. */
import { dims, Scope } from "../dim/index.js";
import type { AttributeValue, Node } from "../graph/index.js";
import type { RunTensor } from "../tensor/index.js";
import { applyRule } from "./apply.js";
import type { OperatorDefinition, RuleInput } from "./definition.js";
import { inputOf, knownValueOf, outputOf, reshaped, ruleContainerOf, tensorOfOutput } from "./reference-data.js";
import type { KernelCall, ReferenceKernel } from "./reference-kernel.js";

/** Thrown where a rule gives no elements although it had all of them. */
class ElementsUnknown extends Error {}

function nodeOf(definition: OperatorDefinition, call: KernelCall): Node {
  const given = Object.entries(call.attributes).filter(
    (entry): entry is [string, AttributeValue] => entry[1] !== undefined,
  );
  return {
    name: definition.op,
    op: definition.op,
    ...(definition.domain !== undefined && { domain: definition.domain }),
    attributes: Object.fromEntries(given),
    inputs: call.inputs.map((input, index) => (input === undefined ? "" : `input ${index}`)),
    outputs: call.outputs.map((_, index) => `output ${index}`),
  };
}

/** The kernel of an operator whose rule gives its outputs' elements when it knows its inputs'. */
export function kernelOfRule(definition: OperatorDefinition): ReferenceKernel {
  return (call) => {
    const inputs = call.inputs.map((tensor, index): RuleInput | undefined => {
      if (tensor === undefined) return undefined;
      const name = `input ${index}`;
      const { dtype, shape, held } = tensor;
      if (held !== undefined) return { name, dtype, shape: null, container: ruleContainerOf(tensor, true) };
      return { name, dtype, shape, value: knownValueOf(tensor) };
    });
    const sink = {
      report: (finding: unknown) => {
        throw new ElementsUnknown(String(finding));
      },
      constrain: () => {},
    };
    const node = nodeOf(definition, call);
    const results = applyRule(definition, dims, node, inputs, new Scope(), sink, undefined, Number.POSITIVE_INFINITY);
    return results.slice(0, call.outputs.length).map((result): RunTensor => {
      const tensor = tensorOfOutput(result);
      if (tensor === undefined) throw new ElementsUnknown(`${definition.op} gives elements that are not known`);
      return tensor;
    });
  };
}

/** The kernel of an operator whose output is its first input under another shape; a sequence or an optional as it is. */
export const viewKernel: ReferenceKernel = (call) => {
  const input = inputOf(call, 0);
  return [input.held === undefined ? reshaped(input, outputOf(call).shape) : input];
};
