/** Window functions of signal processing, from their length (ONNX HannWindow, HammingWindow, BlackmanWindow). */

import type { DType } from "../../tensor/index.js";
import { withDefault } from "../attribute.js";
import { dtypeOfNumber } from "../cast/definition.js";
import { type AnyRuleContext, defineOperator, type OperatorDefinition } from "../definition.js";
import { perElement } from "../elements.js";
import { readSize } from "../known-value.js";

interface Window {
  /** Cosines per element; each has one multiplication for its angle, and one with an addition for its weight. */
  readonly cosines: number;
}

const rows = {
  HannWindow: { cosines: 1 },
  HammingWindow: { cosines: 1 },
  BlackmanWindow: { cosines: 2 },
} as const satisfies Record<string, Window>;

/** The element type that `output_datatype` names. */
export function outputDType<D>(c: AnyRuleContext<D>, number: number): DType {
  const dtype = dtypeOfNumber(number);
  if (dtype !== undefined) return dtype;
  const rule = "it must be the number of an ONNX element type";
  return c.fail("node/attribute-value", { op: c.op, attribute: "output_datatype", value: `${number}`, rule });
}

function windowFunction(op: string, row: Window): OperatorDefinition {
  return defineOperator({
    op,
    since: 17,
    attributes: { output_datatype: withDefault("int", 1), periodic: withDefault("int", 1) },
    inputs: [{ name: "size", role: "control" }],
    outputs: ["output"],
    infer(c) {
      const size = readSize(c, 0) ?? c.freshSize(0, 0, "the window's length is not known");
      return [{ dtype: outputDType(c, c.attributes.output_datatype), shape: [size] }];
    },
    cost: (c) => ({
      flops: {
        "element-wise": perElement(c.outputShape(0), 3 * row.cosines),
        transcendental: perElement(c.outputShape(0), row.cosines),
      },
    }),
    reach: () => "global",
  });
}

/** One definition per row of the table. */
export const windowFunctions = Object.fromEntries(
  Object.entries(rows).map(([op, row]) => [op, windowFunction(op, row)]),
) as { readonly [Op in keyof typeof rows]: OperatorDefinition };
