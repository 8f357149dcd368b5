/** The way from our figure to another tool's, line by line. */
import type { ConventionCount } from "../analysis/conventions.js";
import { countCell } from "./columns.js";
import { countText } from "./number.js";
import { type Table, textCell } from "./table.js";

/** One row a difference; the total is the tool's figure. */
export function conventionTable(name: string, count: ConventionCount): Table {
  const notes = [
    `${count.title} calls it ${count.figure}; ${count.status === "published" ? "the rule gives the figure it publishes" : "the rule is derived from its source"}: ${count.source}.`,
    ...(count.limits === undefined ? [] : [`Limits: ${count.limits}.`]),
    ...(count.approximate ? ["Approximate: this network has no layers, and the tool counts by module."] : []),
  ];
  return {
    title: `${name} as ${count.title} counts it`,
    columns: [
      { key: "what", title: "What", align: "left", sacrifice: 0 },
      { key: "elements", title: "Elements", align: "right", sacrifice: 0 },
      { key: "times", title: "Times", align: "right", sacrifice: 0 },
      { key: "amount", title: "Amount", align: "right", sacrifice: 0 },
    ],
    rows: [
      ...count.lines.map(({ what, elements, weight, amount }) => ({
        kind: "layer" as const,
        level: 0,
        cells: [textCell(what), countCell(elements), { text: String(weight), raw: weight }, countCell(amount)],
      })),
      { kind: "total", level: 0, cells: [textCell("Total"), textCell(""), textCell(""), countCell(count.count)] },
    ],
    notes,
  };
}

/** One sentence for the foot of a table. */
export function conventionNote(count: ConventionCount): string {
  const ours = count.ours.figure === "params" ? "parameters" : "MACs";
  return `${count.title}: ${countText(count.count)} ${count.figure}, where we count ${countText(count.ours.count)} ${ours}.`;
}
