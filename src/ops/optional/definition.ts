/** Values that may be missing (ONNX Optional, OptionalGetElement, OptionalHasElement). */
import type { Item } from "../../tensor/index.js";
import { optional } from "../attribute.js";
import { defineOperator, type RuleOutput } from "../definition.js";
import { itemOf } from "../sequence/type.js";

function optionalOutput<D>(element: Item<D>, isPresent: boolean): RuleOutput<D> {
  return { dtype: element.dtype, shape: null, container: { kind: "optional", element, isPresent } };
}

export const optionalOperator = defineOperator({
  op: "Optional",
  since: 15,
  attributes: { type: optional("type") },
  inputs: [{ name: "input", optional: true }],
  outputs: ["output"],
  infer(c) {
    const [input] = c.inputs;
    if (input !== undefined) return [optionalOutput(itemOf(input), true)];
    const { type } = c.attributes;
    if (type === undefined) return c.fail("node/missing-attribute", { op: c.op, attribute: "type" });
    const shape = type.shape?.map(c.algebra.of) ?? null;
    return [optionalOutput({ dtype: type.dtype, shape }, false)];
  },
});

export const optionalGetElement = defineOperator({
  op: "OptionalGetElement",
  since: 18,
  attributes: {},
  inputs: [{ name: "input" }],
  outputs: ["output"],
  infer(c) {
    const input = c.input(0);
    if (input.container?.kind !== "optional") return [itemOf(input)];
    if (input.container.isPresent === false) {
      c.fail("shape/invalid", { op: c.op, reason: "the optional is empty, there is nothing to take out" });
    }
    return [input.container.element];
  },
});

export const optionalHasElement = defineOperator({
  op: "OptionalHasElement",
  since: 18,
  attributes: {},
  inputs: [{ name: "input", optional: true }],
  outputs: ["output"],
  infer(c) {
    const [input] = c.inputs;
    const isPresent =
      input === undefined ? false : input.container?.kind === "optional" ? input.container.isPresent : true;
    const value = isPresent === undefined ? undefined : ({ dtype: "bool", shape: [], data: [isPresent] } as const);
    return [{ dtype: "bool", shape: [], value }];
  },
  reach: () => "global",
});
