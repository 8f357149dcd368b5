/** A table as CSV (RFC 4180): one header line, CRLF, quotes doubled; numbers without separators. */
import { fullTitle, type Table } from "./table.js";

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
