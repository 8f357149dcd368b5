/** A table as GitHub-flavoured Markdown. */

import { markdownTable } from "markdown-table";
import type { Report } from "../analysis/report.js";
import { sanitise, widthOf } from "./plain-text.js";
import { alikeText, fullTitle, nameWithAlike, type Row, type Table } from "./table.js";
import { type TableOptions, tablesOf } from "./tables.js";

/** Characters that would end a cell or start markup. */
function escapeMarkdown(text: string): string {
  return sanitise(text)
    .replace(/[\\`*_{}[\]<>|~#&]/g, (found) => `\\${found}`)
    .trim();
}

function cellsOf(row: Row, table: Table): readonly string[] {
  const typeIndex = table.columns.findIndex(({ key }) => key === "type");
  return row.cells.map((cell, index) => {
    const alike = row.alike;
    if (index === 0) {
      const name = escapeMarkdown(nameWithAlike(cell.text, alike));
      const note = alike !== undefined && typeIndex < 1 ? ` (${alikeText(alike)})` : "";
      return `${"&emsp;".repeat(row.level)}${bold(name + note, row)}`;
    }
    const note = alike !== undefined && index === typeIndex ? ` (${alikeText(alike)})` : "";
    return bold(escapeMarkdown(cell.text) + note, row);
  });
}

function bold(text: string, row: Row): string {
  return (row.kind === "total" || row.kind === "group") && text !== "" ? `**${text}**` : text;
}

/** Renders the table under its title, its notes after it; ends without a line break. */
export function renderMarkdown(table: Table): string {
  const rows = [
    table.columns.map((column) => escapeMarkdown(fullTitle(column))),
    ...table.rows.map((row) => cellsOf(row, table)),
  ];
  const body = markdownTable(
    rows.map((row) => [...row]),
    { align: table.columns.map(({ align }) => (align === "left" ? "l" : "r")), stringLength: widthOf },
  );
  const notes = table.notes.map((note) => escapeMarkdown(note));
  return [`## ${escapeMarkdown(table.title)}`, body, ...notes].join("\n\n");
}

/** The tables of a report as GitHub-flavoured Markdown, ended by a line break. */
export function toMarkdown(report: Report, options: TableOptions = {}): string {
  return `${tablesOf(report, options).map(renderMarkdown).join("\n\n")}\n`;
}
