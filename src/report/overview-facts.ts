/** The short facts about a network, each a name and a value: what the overview and the page head show. */
import type { Report, ValidInputs } from "../analysis/report.js";
import { bytesText, countText, timesText } from "./number.js";
import { batchText } from "./summary-table.js";

type Input = Report["inputs"][number];

/** `image: float32 N×3×224×224`, symbolic sizes by their formula. */
export function valueText({ name, type }: Pick<Input, "name" | "type">): string {
  const { shape } = type;
  const sizes = shape === null ? "of unknown rank" : shape.length === 0 ? "scalar" : timesText(shape);
  return `${name}: ${type.dtype} ${sizes}`;
}

/** Name and value, in the order in which they are read. */
export function overviewFacts(report: Report, validInputs?: ValidInputs): readonly (readonly [string, string])[] {
  const { totals } = report;
  return [
    ...report.inputs.map((input) => ["Input", valueText(input)] as const),
    ...report.outputs.map(
      (output) => [output.trainingOnly ? "Output (training)" : "Output", valueText(output)] as const,
    ),
    ...(validInputs === undefined ? [] : [["Valid inputs", validInputs.text] as const]),
    ["Parameters", countText(totals.params)],
    ...(totals.trainingOnlyParams === 0n ? [] : [["Training only", countText(totals.trainingOnlyParams)] as const]),
    ...(totals.buffers === 0n ? [] : [["Buffers", countText(totals.buffers)] as const]),
    ["MACs", `${countText(totals.macs)} (${batchText(report.batch)})`],
    ["FLOPs", countText(totals.flops)],
    ["Weights", bytesText(totals.weightBytes)],
    ["Peak activations", bytesText(totals.peakActivationBytes)],
  ];
}
