// How a table becomes narrow: first more lines, then shorter numbers, then fewer columns; totals are never cut.
import { describe, expect, test } from "vitest";
import type { Column, Row, Table } from "../../src/report/table.js";
import { renderText } from "../../src/report/text-table.js";

const column = (key: string, align: Column["align"], sacrifice: number): Column => ({
  key,
  title: key.toUpperCase(),
  align,
  sacrifice,
});

const columns = [column("layer", "left", 0), column("type", "left", 2), column("macs", "right", 0)];

function row(kind: Row["kind"], name: string, type: Row["cells"][number], macs: Row["cells"][number]): Row {
  return { kind, level: 0, cells: [{ text: name }, type, macs] };
}

const table = (total: Row, rows: readonly Row[]): Table => ({
  title: "net",
  columns,
  rows: [...rows, total],
  notes: [],
});

const conv = row("layer", "conv1", { text: "conv2d" }, { text: "117,600", short: "118 k" });
const census = { text: "1 conv, 2 pool, 3 norm", short: "1 conv, 2 pool,\n3 norm" };

/** The lines between the rule under the heading and the end of the table. */
function body(given: Table, width: number): readonly string[] {
  const lines = renderText(given, { width }).split("\n");
  return lines.slice(lines.findIndex((line) => line.startsWith("─")) + 1);
}

describe("a total's census", () => {
  const total = row("total", "Total", census, { text: "117,600" });

  test("stands in one line where there is room", () => {
    expect(body(table(total, [conv]), 80)).toContain("Total  1 conv, 2 pool, 3 norm  117,600");
  });

  test("takes a second line before a number is rounded or a column is left out", () => {
    const lines = body(table(total, [conv]), 34);
    expect(lines).toContain("conv1  conv2d           117,600");
    expect(lines).toContain("Total  1 conv, 2 pool,  117,600");
    expect(lines).toContain("       3 norm");
  });
});

describe("a total that is a long formula", () => {
  const formula = "432·floor((H - 1)/2)·floor((W - 1)/2) + 24064·floor((H - 1)/4)·floor((W - 1)/4)";

  test("stands below the table", () => {
    const text = renderText(table(row("total", "Total", census, { text: formula }), [conv]), { width: 60 });
    expect(text).toMatch(/^Total .* below$/m);
    expect(text).toContain("Total MACS: 432·floor((H - 1)/2)·floor((W - 1)/2) +");
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe("a total whose label's column is left out", () => {
  test("keeps its label", () => {
    const total = row("total", "", { text: "Total" }, { text: "117,600" });
    const wide = row("layer", "conv1", { text: "a type of many words" }, { text: "117,600" });
    const lines = body(table(total, [wide]), 20);
    expect(lines).toContain("Total  117,600");
    expect(lines.join("").replaceAll("  ", " ")).toContain("left out: type");
  });
});

test("rounding is owned up to, by column where no total is exact", () => {
  const list: Table = { ...table(conv, []), rows: [conv] };
  expect(renderText(list, { width: 21 }).replaceAll("\n  ", " ")).toContain("For 21 columns, rounded: MACS.");
});
