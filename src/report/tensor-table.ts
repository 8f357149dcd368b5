/** The weights of a network: name, kind, type, shape, elements. */
import type { Report } from "../analysis/report.js";
import { productCount, sumCounts } from "../dim/index.js";
import { countCell } from "./columns.js";
import { timesText } from "./number.js";
import { type Table, textCell } from "./table.js";

export function tensorTable(report: Report): Table {
  const weights = report.layers.flatMap(({ weights: owned }) => owned);
  const known = weights.map(({ name, kind, trainable, type }) => ({
    name,
    kind: kind === "parameter" && !trainable ? "parameter, frozen" : kind,
    type,
    elements: type.shape === null ? null : productCount(type.shape),
  }));
  return {
    title: `Weights of ${report.name}`,
    columns: [
      { key: "name", title: "Tensor", align: "left", sacrifice: 0 },
      { key: "kind", title: "Kind", align: "left", sacrifice: 2 },
      { key: "dtype", title: "Type", align: "left", sacrifice: 3 },
      { key: "shape", title: "Shape", align: "left", sacrifice: 1 },
      { key: "elements", title: "Elements", align: "right", sacrifice: 0 },
    ],
    rows: [
      ...known.map(({ name, kind, type, elements }) => ({
        kind: "layer" as const,
        level: 0,
        cells: [
          textCell(name),
          textCell(kind),
          textCell(type.dtype),
          textCell(type.shape === null ? "?" : type.shape.length === 0 ? "scalar" : timesText(type.shape)),
          countCell(elements),
        ],
      })),
      {
        kind: "total",
        level: 0,
        cells: [
          textCell("Total"),
          textCell(""),
          textCell(""),
          textCell(""),
          countCell(sumCounts(known.flatMap(({ elements }) => elements ?? []))),
        ],
      },
    ],
    notes: ["Shapes are as stored: outputs before inputs before kernel."],
  };
}
