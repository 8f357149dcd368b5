/** The zoo as a table and as JSON. */
import type { Count } from "../dim/index.js";
import { countCell } from "./columns.js";
import { countJson } from "./json.js";
import { plural } from "./number.js";
import { type Table, textCell } from "./table.js";

/** One architecture of the zoo, as `list` shows it. */
export interface ListEntry {
  readonly name: string;
  readonly title: string;
  /** `3×224×224`. */
  readonly input: string;
  readonly params: Count;
  readonly trainingOnlyParams: Count;
  readonly macs: Count;
  readonly source: Readonly<Record<string, string | number>>;
}

/** First author and year, the way one cites: `LeCun 1998`. */
export function citation(source: ListEntry["source"]): string {
  const authors = String(source.authors ?? "");
  const first = /^[^,]*?(?=,| et al|$)/.exec(authors)?.[0].trim().split(" ").at(-1) ?? "";
  return [first, source.year].filter((part) => part !== undefined && part !== "").join(" ");
}

export function listTable(entries: readonly ListEntry[]): Table {
  return {
    title: plural(entries.length, "architecture"),
    columns: [
      { key: "name", title: "Name", align: "left", sacrifice: 0 },
      { key: "input", title: "Input", align: "left", sacrifice: 1 },
      { key: "params", title: "Params", align: "right", sacrifice: 0 },
      { key: "macs", title: "MACs", align: "right", sacrifice: 0 },
      { key: "source", title: "Source", align: "left", sacrifice: 2 },
    ],
    rows: entries.map((entry) => ({
      kind: "layer",
      level: 0,
      cells: [
        textCell(entry.name),
        textCell(entry.input),
        countCell(entry.params),
        countCell(entry.macs),
        textCell(citation(entry.source)),
      ],
    })),
    notes: ["Shapes are without the batch axis; figures are for batch 1."],
  };
}

/** Valid by `schemas/list.schema.json`. */
export function listJson(entries: readonly ListEntry[]): readonly object[] {
  return entries.map(({ name, title, input, params, trainingOnlyParams, macs, source }) => ({
    name,
    title,
    input,
    params: countJson(params),
    trainingOnlyParams: countJson(trainingOnlyParams),
    macs: countJson(macs),
    source,
  }));
}
