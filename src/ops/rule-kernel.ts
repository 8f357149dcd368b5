/** Reference kernels of operators that move, count or make elements: the shape rule itself, given all elements, moves them. */
import { dims, Scope } from "../dim/index.js";
import type { AttributeValue, Node } from "../graph/index.js";
import type { RunTensor } from "../tensor/index.js";
import { applyRule } from "./apply.js";
import type { OperatorDefinition, RuleInput } from "./definition.js";
import { inputOf, knownValueOf, outputOf, reshaped, tensorOfValue } from "./reference-data.js";
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
      return { name: `input ${index}`, dtype: tensor.dtype, shape: tensor.shape, value: knownValueOf(tensor) };
    });
    const sink = {
      report: (finding: unknown) => {
        throw new ElementsUnknown(String(finding));
      },
      constrain: () => {},
    };
    const node = nodeOf(definition, call);
    const results = applyRule(definition, dims, node, inputs, new Scope(), sink, undefined, Number.POSITIVE_INFINITY);
    return results.map(({ value }): RunTensor => {
      const tensor = value && tensorOfValue(value);
      if (tensor === undefined) throw new ElementsUnknown(`${definition.op} gives elements that are not known`);
      return tensor;
    });
  };
}

/** The kernel of an operator whose output is its first input under another shape. */
export const viewKernel: ReferenceKernel = (call) => [reshaped(inputOf(call, 0), outputOf(call).shape)];
