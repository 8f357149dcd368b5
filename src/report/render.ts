/** A report in a style and a format: the one place where the two meet. */
import type { Report } from "../analysis/report.js";
import { renderCsv } from "./csv-table.js";
import { renderHtml } from "./html-page.js";
import { renderLatex } from "./latex-table.js";
import { lectureTable, structureTable } from "./lecture-table.js";
import { renderMarkdown } from "./markdown-table.js";
import { type SummaryOptions, summaryTable } from "./summary-table.js";
import type { Table } from "./table.js";
import { renderText, type TextOptions } from "./text-table.js";

export const styles = ["default", "lecture", "structure"] as const;
export type Style = (typeof styles)[number];

export interface TableOptions extends SummaryOptions {
  readonly style?: Style;
}

/** The table of a style. */
export function tableOf(report: Report, { style = "default", ...options }: TableOptions = {}): Table {
  if (style === "lecture") return lectureTable(report);
  return style === "structure" ? structureTable(report) : summaryTable(report, options);
}

/** A table of at most `width` columns (80 if absent), ended by a line break. */
export function toText(report: Report, options: TableOptions & TextOptions = {}): string {
  return `${renderText(tableOf(report, options), options)}\n`;
}

/** GitHub-flavoured Markdown, ended by a line break. */
export function toMarkdown(report: Report, options: TableOptions = {}): string {
  return `${renderMarkdown(tableOf(report, options))}\n`;
}

/** RFC 4180 with one row a layer (unjoined, unfolded, without a total) unless a style says otherwise. */
export function toCsv(report: Report, options: TableOptions = {}): string {
  return renderCsv(tableOf(report, { flat: true, ...options }));
}

/** One self-contained page. */
export function toHtml(report: Report, options: TableOptions = {}): string {
  return renderHtml(report, tableOf(report, options));
}

/** A `table` environment with booktabs rules, ended by a line break. */
export function toLatex(report: Report, options: TableOptions = {}): string {
  return `${renderLatex(tableOf(report, options))}\n`;
}
