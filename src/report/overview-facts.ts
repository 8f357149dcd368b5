/** The short facts about a network, each a name and a value: what the overview and the page head show. */
import type { Report, ValidInputs } from "../analysis/report.js";
import { bytesText, countText, timesText } from "./number.js";
import { batchText } from "./summary-table.js";

type Input = Report["inputs"][number];

/** `1×3×224×224 float32`, symbolic sizes by their formula. */
function typeText({ shape, dtype }: Input["type"]): string {
  const sizes = shape === null ? "unknown rank" : shape.length === 0 ? "scalar" : timesText(shape);
  return `${sizes} ${dtype}`;
}

/** `onnxruntime 1.15 and newer, by opset and IR version`. */
function runtimeText({ oldest, lastKnown }: NonNullable<Report["runtime"]>): string {
  if (oldest === null) return `onnxruntime newer than ${lastKnown}, by opset and IR version`;
  return `onnxruntime ${oldest} and newer, by opset and IR version`;
}

/** A fact: its name, its value, and what a figure means in a few words. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly gloss?: string;
}

/** What goes in and out; names only where they say more than `input` and `output`. */
export function boundaryFacts(report: Report, validInputs?: ValidInputs): readonly Fact[] {
  const fact = (label: string, name: string, type: Input["type"]): Fact => ({
    name: label,
    value: name.toLowerCase() === label.toLowerCase() ? typeText(type) : `${name}: ${typeText(type)}`,
  });
  return [
    ...report.inputs.map(({ name, type }) => fact("Input", name, type)),
    ...report.outputs.map(({ name, type, trainingOnly }) => ({
      ...fact("Output", name, type),
      ...(trainingOnly && { gloss: "training only" }),
    })),
    ...(report.runtime === undefined ? [] : [{ name: "Runs on", value: runtimeText(report.runtime) }]),
    ...(validInputs === undefined ? [] : [{ name: "Valid sizes", value: validInputs.text }]),
  ];
}

/** The figures with what they mean. */
export function figureFacts({ totals, batch }: Report): readonly Fact[] {
  return [
    { name: "Parameters", value: countText(totals.params), gloss: "learnable elements, each tensor once" },
    ...(totals.trainingOnlyParams === 0n
      ? []
      : [{ name: "", value: countText(totals.trainingOnlyParams), gloss: "more in parts that only training runs" }]),
    ...(totals.buffers === 0n
      ? []
      : [{ name: "Buffers", value: countText(totals.buffers), gloss: "kept, not learnt, such as running statistics" }]),
    { name: "MACs", value: countText(totals.macs), gloss: `multiplications that are added up, ${batchText(batch)}` },
    { name: "FLOPs", value: countText(totals.flops), gloss: "2 per MAC and every other operation" },
    { name: "Weights", value: bytesText(totals.weightBytes), gloss: "parameters and buffers; 1 MB = 10^6 bytes" },
    { name: "Peak", value: bytesText(totals.peakActivationBytes), gloss: "most activations alive at once" },
  ];
}
