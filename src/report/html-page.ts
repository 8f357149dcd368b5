/** A report as one self-contained HTML page: no script, no request, light and dark, fit to print. */
import type { Report } from "../analysis/report.js";
import { countText } from "./number.js";
import { boundaryFacts, figureFacts } from "./overview-facts.js";
import { titleOf } from "./summary-table.js";
import { alikeText, nameWithAlike, type Row, type Table } from "./table.js";
import { type TableOptions, tablesOf } from "./tables.js";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]/gu, "\ufffd").replace(/[&<>"']/g, (found) => entities[found] ?? "");
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --line: #d1d9e0; --wash: #f6f8fa; --paper: #fff; --bar: #b6d4fe; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --wash: #161b22; --paper: #0d1117; --bar: #1f4a80; } }
body { margin: 2rem auto; padding: 0 1rem; max-width: 72rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; }
p, dd { margin: 0; }
.soft, dt, .notes p { color: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.25rem; margin: 1.25rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--ink); }
.right { text-align: right; }
.group td { font-weight: 600; background: var(--wash); }
.total td { font-weight: 700; border-top: 2px solid var(--ink); border-bottom: 0; }
.aside td { color: var(--soft); }
.alike { color: var(--soft); font-size: .85em; }
.notes { margin-top: 1.25rem; font-size: .85rem; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } tr { break-inside: avoid; } thead { display: table-header-group; } .scroll { overflow: visible; } }
`;

function rowHtml(row: Row, table: Table): string {
  const typeIndex = Math.max(
    0,
    table.columns.findIndex(({ key }) => key === "type"),
  );
  const cells = row.cells.map((cell, index) => {
    const right = table.columns[index]?.align === "right" ? ' class="right"' : "";
    const indent = index === 0 && row.level > 0 ? ` style="padding-left:${0.7 + 1.2 * row.level}rem"` : "";
    const note =
      row.alike !== undefined && index === typeIndex ? ` <span class="alike">${alikeText(row.alike)}</span>` : "";
    return `<td${right}${indent}>${escapeHtml(index === 0 ? nameWithAlike(cell.text, row.alike) : cell.text)}${note}</td>`;
  });
  return `<tr class="${row.kind}">${cells.join("")}</tr>`;
}

function headHtml({ columns }: Table): string {
  const cell = (text: string, right: boolean, span = 1): string =>
    `<th scope="col${span > 1 ? "group" : ""}"${right ? ' class="right"' : ""}${span > 1 ? ` colspan="${span}"` : ""}>${escapeHtml(text)}</th>`;
  const titles = `<tr>${columns.map(({ title, align }) => cell(title, align === "right")).join("")}</tr>`;
  if (!columns.some(({ group }) => group !== undefined)) return titles;
  const groups: string[] = [];
  for (let index = 0; index < columns.length; ) {
    const group = columns[index]?.group;
    let span = 1;
    while (group !== undefined && columns[index + span]?.group === group) span++;
    groups.push(cell(group ?? "", false, span));
    index += span;
  }
  return `<tr>${groups.join("")}</tr>\n${titles}`;
}

function tableHtml(table: Table): string {
  return [
    '<div class="scroll"><table>',
    `<thead>${headHtml(table)}</thead>`,
    "<tbody>",
    ...table.rows.map((row) => rowHtml(row, table)),
    "</tbody></table></div>",
    `<div class="notes">${table.notes.map((note) => `<p>${escapeHtml(note)}</p>`).join("\n")}</div>`,
  ].join("\n");
}

/** A report as one self-contained page: what the network is, its tables, and what their numbers mean. */
export function toHtml(report: Report, options: TableOptions = {}): string {
  const tables = tablesOf(report, options);
  const title = titleOf(report);
  const facts = [...boundaryFacts(report), ...figureFacts(report)].map(
    ({ name, value, gloss }) =>
      `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}${gloss === undefined ? "" : ` <span class="soft">${escapeHtml(gloss)}</span>`}</dd>`,
  );
  const description = report.about.description;
  return [
    "<!doctype html>",
    '<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}: ${escapeHtml(countText(report.totals.params))} parameters</title>`,
    `<style>${style}</style></head>`,
    "<body>",
    `<h1>${escapeHtml(title)}</h1>`,
    ...(description === undefined ? [] : [`<p class="soft">${escapeHtml(description)}</p>`]),
    `<dl>${facts.join("\n")}</dl>`,
    ...tables.flatMap((table, index) => [
      ...(index === 0 ? [] : [`<h2>${escapeHtml(table.title)}</h2>`]),
      tableHtml(table),
    ]),
    "</body></html>",
    "",
  ].join("\n");
}
