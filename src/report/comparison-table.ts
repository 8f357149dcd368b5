/** Diagnoses side by side as tables: one row a cure, or one row a parameter's value. */
import type { DiagnosisLine, Sweep } from "../train/comparison.js";
import type { Compared } from "../train/diagnosis.js";
import { figureText } from "./diagnosis-table.js";
import { type Cell, type Column, emptyCell, type Row, type Table, textCell } from "./table.js";

function columnsOf(first: string): readonly Column[] {
  return [
    { key: "name", title: first, align: "left", sacrifice: 0 },
    { key: "layers", title: "Layers", align: "right", sacrifice: 6 },
    { key: "loss", title: "Loss", align: "right", sacrifice: 4 },
    { key: "std", title: "Std a layer", align: "right", sacrifice: 2 },
    { key: "stdTheory", title: "theory", align: "right", sacrifice: 3, tight: true },
    { key: "gradient", title: "Gradient a layer", align: "right", sacrifice: 0 },
    { key: "gradientTheory", title: "theory", align: "right", sacrifice: 1, tight: true },
    { key: "share", title: "First/last", align: "right", sacrifice: 0 },
    { key: "update", title: "dW/W up to", align: "right", sacrifice: 5 },
    { key: "findings", title: "Findings", align: "left", sacrifice: 0 },
  ];
}

const figure = (value: number | null, sign = ""): Cell =>
  value === null ? emptyCell : { text: `${sign}${figureText(value)}`, raw: value };
const measured = (compared: Compared | null): Cell => figure(compared?.measured ?? null, "×");
const predicted = (compared: Compared | null): Cell => figure(compared?.predicted ?? null, "×");

function rowOf(name: string, line: DiagnosisLine): Row {
  return {
    kind: "layer",
    level: 0,
    cells: [
      textCell(name),
      figure(line.layers),
      figure(line.loss),
      measured(line.stdFactor),
      predicted(line.stdFactor),
      measured(line.gradientFactor),
      predicted(line.gradientFactor),
      figure(line.gradientShare),
      figure(line.greatestUpdate),
      textCell(line.findings.join(", ")),
    ],
  };
}

const meaning =
  "A layer: what each multiplies by, fitted over all; the spread of activations forwards, the gradient's length backwards. First/last: the first layer's gradient over the last one's.";

/** Cures beside the network as it is. */
export function cureTable(
  name: string,
  variants: readonly { readonly name: string; readonly line: DiagnosisLine }[],
): Table {
  return {
    title: `Cures of ${name}`,
    columns: columnsOf("Variant"),
    rows: variants.map((variant) => rowOf(variant.name, variant.line)),
    notes: [meaning],
  };
}

export function sweepTable(name: string, { parameter, points, factor }: Sweep): Table {
  const theory = factor?.predicted == null ? "" : ` (theory of the deepest: ×${figureText(factor.predicted)})`;
  const trend =
    factor === null
      ? []
      : [
          `Each further layer multiplies the first layer's gradient by ${figureText(factor.measured)}${theory}: it changes exponentially with the depth.`,
        ];
  return {
    title: `${name} at several ${parameter}`,
    columns: columnsOf(parameter),
    rows: points.map((point) => rowOf(`${point.value}`, point)),
    notes: [...trend, meaning],
  };
}
