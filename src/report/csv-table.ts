/** A table as CSV (RFC 4180): one header line, CRLF, quotes doubled; numbers without separators. */
import type { Report } from "../analysis/report.js";
import { fullTitle, type Table } from "./table.js";
import { type TableOptions, tablesOf } from "./tables.js";

function quote(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A text that a spreadsheet would run as a formula is marked as text with an apostrophe. */
function field(value: string | number | bigint | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  return quote(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value);
}

/** Renders header and rows, each line ended by CRLF; notes are not part of the data. */
export function renderCsv(table: Table): string {
  const lines = [table.columns.map((column) => quote(fullTitle(column)))];
  for (const row of table.rows) lines.push(row.cells.map(({ raw, text }) => field(raw === undefined ? text : raw)));
  return lines.map((line) => `${line.join(",")}\r\n`).join("");
}

/**
 * A report as CSV: one row a layer (unjoined, unfolded, without a total) unless options or the style say otherwise; the
 * weights alone where tensors are asked for.
 */
export function toCsv(report: Report, options: TableOptions = {}): string {
  const isTree = options.depth === undefined && (options.style ?? "default") === "default";
  const tables = tablesOf(report, { ...options, flat: isTree });
  return renderCsv(tables.at(-1) ?? { title: "", columns: [], rows: [], notes: [] });
}
