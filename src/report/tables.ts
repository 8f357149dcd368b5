/** The tables that a summary consists of: the style's, and the weights' where they are asked for. */
import type { Report } from "../analysis/report.js";
import { lectureTable, structureTable } from "./lecture-table.js";
import { type SummaryOptions, summaryTable } from "./summary-table.js";
import type { Table } from "./table.js";
import { tensorTable } from "./tensor-table.js";

/** Which table: the tree of figures, LeNet's of the lecture with its arithmetic, AlexNet's with its structure. */
export type Style = "default" | "lecture" | "structure";

export interface TableOptions extends SummaryOptions {
  readonly style?: Style;
  /** Lists the weights in a second table. */
  readonly tensors?: boolean;
}

/** The table of a style. */
export function tableOf(report: Report, { style = "default", ...options }: TableOptions = {}): Table {
  if (style === "lecture") return lectureTable(report);
  return style === "structure" ? structureTable(report) : summaryTable(report, options);
}

/** The table of the style, then the one of the weights. */
export function tablesOf(report: Report, options: TableOptions = {}): readonly Table[] {
  const table = tableOf(report, options);
  return options.tensors === true ? [table, tensorTable(report)] : [table];
}
