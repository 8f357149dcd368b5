/** The default style: the tree of modules with its figures, equal siblings folded, a Total that is the sum of the rows. */
import { definitions } from "../analysis/definitions.js";
import type { Report } from "../analysis/report.js";
import { type Dim, text } from "../dim/index.js";
import {
  type ColumnContext,
  columnNamed,
  countCell,
  dataColumns,
  defaultColumns,
  type SummaryColumn,
} from "./columns.js";

import { censusOf } from "./kind.js";
import { compareCounts, plural } from "./number.js";
import { buildTree, type Entry, entryOf, pathOf, relativeName, type Tree } from "./row-tree.js";
import { type Cell, emptyCell, type Row, type Table, textCell } from "./table.js";

export interface SummaryOptions {
  /** Column names in order; see `summaryColumns`. */
  readonly columns?: readonly string[];
  /** Levels of the tree to show, at least 1; modules of the last one are one row each. */
  readonly depth?: number;
  /** A column to order by, greatest first: a flat list without modules. */
  readonly sort?: string;
  /** Only the first rows of that list; by MACs unless `sort` says otherwise. */
  readonly top?: number;
  /** False shows every one of several equal siblings. */
  readonly fold?: boolean;
  /** One row per layer, unjoined and unfolded: what a data file wants. */
  readonly flat?: boolean;
  /** More paragraphs under the table, such as what another tool would count. */
  readonly notes?: readonly string[];
}

/** Makes the table of the default style. Unknown column names are skipped; the command line refuses them first. */
export function summaryTable(report: Report, options: SummaryOptions = {}): Table {
  const columns = chosenColumns(options);
  const context: ColumnContext = { batch: report.batch, totals: report.totals };
  const listed = options.sort !== undefined || options.top !== undefined || options.flat === true;
  const tree = buildTree(report, { merge: options.flat !== true });
  const body = listed ? flatRows(tree, columns, context, options) : treeRows(tree, columns, context, options);
  const rows = [...body.rows, ...(options.flat === true ? [] : closingRows(report, columns, context, body.left))];
  return {
    title: titleOf(report),
    columns: dropEmpty(columns, rows),
    rows: rows.map((row) => ({ ...row, cells: keepCells(row.cells, rows) })),
    notes: [...notesOf(report, columns), ...body.notes, ...(options.notes ?? [])],
  };
}

function chosenColumns({ columns, flat, sort, top }: SummaryOptions): readonly SummaryColumn[] {
  const keys: readonly string[] = columns ?? (flat === true ? dataColumns : defaultColumns);
  // Without the tree a layer needs its full name.
  const full = sort !== undefined || top !== undefined;
  return keys.flatMap((key) => columnNamed(full && key === "layer" ? "path" : key) ?? []);
}

interface Body {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
  /** Lines that `--top` left out. */
  readonly left: readonly Entry[];
}

function rowOf(entry: Entry, level: number, columns: readonly SummaryColumn[], context: ColumnContext): Row {
  return { kind: "layer", level, cells: columns.map((column) => column.cell(entry, context)) };
}

function flatRows(
  tree: readonly Tree[],
  columns: readonly SummaryColumn[],
  context: ColumnContext,
  { sort, top }: SummaryOptions,
): Body {
  const entries = tree.flatMap(leavesOf).flatMap((leaf) => entryOf(leaf, "") ?? []);
  const order = columnNamed(sort ?? (top === undefined ? "" : "macs"));
  const sorted = order === undefined ? entries : [...entries].sort((a, b) => compareEntries(a, b, order, context));
  const kept = sorted.slice(0, top ?? sorted.length);
  return {
    rows: kept.map((entry) => rowOf(entry, 0, columns, context)),
    notes: order === undefined ? [] : [`Ordered by ${order.title === "%" ? order.key : order.title}.`],
    left: sorted.slice(kept.length),
  };
}

function leavesOf(tree: Tree): readonly Tree[] {
  return tree.kind === "leaf" ? [tree] : tree.children.flatMap(leavesOf);
}

function compareEntries(a: Entry, b: Entry, order: SummaryColumn, context: ColumnContext): number {
  if (order.weight !== undefined) return compareCounts(order.weight(b), order.weight(a));
  const [left, right] = [order.cell(a, context).text, order.cell(b, context).text];
  return left < right ? -1 : left > right ? 1 : 0;
}

function treeRows(
  tree: readonly Tree[],
  columns: readonly SummaryColumn[],
  context: ColumnContext,
  { depth = Number.POSITIVE_INFINITY, fold = true }: SummaryOptions,
): Body {
  const rows: Row[] = [];
  const signatures = new Map<Tree, string>();

  /** Everything that a row and the rows under it show, apart from names. */
  const signatureOf = (node: Tree): string => {
    const known = signatures.get(node);
    if (known !== undefined) return known;
    const entry = entryOf(node, "");
    const shown =
      entry === undefined
        ? ""
        : columns
            .filter(({ key }) => key !== "layer" && key !== "path")
            .map((column) => column.cell(entry, context).text)
            .join("\t");
    const type = node.kind === "leaf" ? (entry?.type ?? "") : node.module.type;
    const inside = node.kind === "leaf" ? "" : node.children.map(signatureOf).join(";");
    const signature = `${type}(${shown}){${inside}}`;
    signatures.set(node, signature);
    return signature;
  };

  const visit = (siblings: readonly Tree[], level: number, parent: string): void => {
    let index = 0;
    while (index < siblings.length) {
      const node = siblings[index];
      if (node === undefined) break;
      const isRow = node.kind === "leaf" || level + 1 >= depth;
      let count = 1;
      while (fold && index + count < siblings.length) {
        const next = siblings[index + count];
        if (next === undefined || signatureOf(next) !== signatureOf(node)) break;
        if (namePattern(nameOf(next, parent)) !== namePattern(nameOf(node, parent))) break;
        count++;
      }
      // Two rows take no more lines than one with the name of the other under it.
      if (isRow && count === 2) count = 1;
      const lastName = nameOf(siblings[index + count - 1] ?? node, parent);
      index += count;
      const alike = count === 1 ? {} : { alike: { count, lastName } };
      const entry = entryOf(node, parent);
      if (entry === undefined) continue;
      if (isRow) {
        rows.push({ ...rowOf(entry, level, columns, context), ...alike });
      } else {
        rows.push({ kind: "group", level, cells: columns.map((column) => groupCell(column, entry)), ...alike });
        visit(node.children, level + 1, node.module.name);
      }
    }
  };
  visit(tree, 0, "");
  return { rows, notes: [], left: [] };
}

function groupCell(column: SummaryColumn, entry: Entry): Cell {
  if (column.key === "layer") return textCell(entry.name);
  if (column.key === "path") return textCell(entry.path);
  return column.key === "type" ? textCell(entry.type) : emptyCell;
}

/** What the names of a series have in common: `conv1` and `conv2`, `4b` and `4c`, but not `conv3` and `downsample`. */
function namePattern(name: string): string {
  return name.replace(/\d+[a-z]?/g, "#");
}

function nameOf(node: Tree, parent: string): string {
  return relativeName(pathOf(node), parent);
}

/** The rows under the line: what `--top` left out, the Total, and the parts that only training runs. */
function closingRows(
  report: Report,
  columns: readonly SummaryColumn[],
  context: ColumnContext,
  left: readonly Entry[],
): readonly Row[] {
  const rows: Row[] = [];
  const label = (first: string, second: Cell) => (column: SummaryColumn, index: number) =>
    index === 0 ? textCell(first) : index === 1 && column.align === "left" ? second : undefined;
  const rest = joinEntries(left);
  if (rest !== undefined) {
    const title = label(`${plural(left.length, "row")} more`, emptyCell);
    const cells = columns.map(
      (column, i) => title(column, i) ?? (column.align === "right" ? column.cell(rest, context) : emptyCell),
    );
    rows.push({ kind: "layer", level: 0, cells });
  }
  const total = label("Total", censusCell(report));
  rows.push({
    kind: "total",
    level: 0,
    cells: columns.map((column, index) => total(column, index) ?? column.total?.(context) ?? emptyCell),
  });
  const { trainingOnlyParams, trainingOnlyMacs } = report.totals;
  if (report.layers.some((layer) => layer.trainingOnly)) {
    const aside = label("Training only", textCell("not in the total"));
    const figures: Readonly<Record<string, Cell>> = {
      params: countCell(trainingOnlyParams),
      macs: countCell(trainingOnlyMacs),
    };
    rows.push({
      kind: "aside",
      level: 0,
      cells: columns.map((column, index) => aside(column, index) ?? figures[column.key] ?? emptyCell),
    });
  }
  return rows;
}

/** `53 conv, 1 dense, 2 pool, 53 norm`, two kinds a line where that is too long. */
function censusCell(report: Report): Cell {
  const parts = censusOf(report);
  const lines = parts.flatMap((part, i) => (i % 2 === 0 ? [[part, ...parts.slice(i + 1, i + 2)].join(", ")] : []));
  return { text: parts.join(", "), ...(lines.length > 1 && { short: lines.join(",\n") }) };
}

function joinEntries(entries: readonly Entry[]): Entry | undefined {
  const layers = entries.flatMap((entry) => entry.layers);
  return entryOf({ kind: "branch", module: { name: "", type: "" }, children: [{ kind: "leaf", layers }] }, "");
}

/** Columns beyond the names that say nothing in any row (a share of a symbolic total, a kernel in a dense net). */
function isShown(index: number, rows: readonly Row[]): boolean {
  return index === 0 || rows.some((row) => row.kind !== "total" && (row.cells[index]?.text ?? "") !== "");
}

function dropEmpty(columns: readonly SummaryColumn[], rows: readonly Row[]): readonly SummaryColumn[] {
  return columns.filter((_, index) => isShown(index, rows));
}

function keepCells(cells: readonly Cell[], rows: readonly Row[]): readonly Cell[] {
  return cells.filter((_, index) => isShown(index, rows));
}

/** The title, and the name by which it is called where that is another. */
export function titleOf(report: Report): string {
  const title = report.about.title;
  return title === undefined || title === report.name ? report.name : `${title} (${report.name})`;
}

/** `batch 1`; `batch N, any size`. */
export function batchText(batch: Dim | null): string {
  if (batch === null) return "no batch axis";
  return typeof batch === "number" ? `batch ${batch}` : `batch ${text(batch)}, any size`;
}

const defined = ["params", "trainableParams", "buffers", "macs", "flops"] as const;

/** The definitions of the figures that are shown, the batch, and whether all of it could be counted. */
function notesOf(report: Report, columns: readonly SummaryColumn[]): readonly string[] {
  const keys = new Set(columns.map((column) => (column.key === "trainable" ? "trainableParams" : column.key)));
  return [
    ...defined.filter((key) => keys.has(key)).map((key) => definitions[key]),
    `Shapes are without the batch axis; figures are for ${batchText(report.batch)}.`,
    coverageText(report),
  ];
}

/** Whether the totals are complete, or which nodes are missing from them. */
export function coverageText({ coverage }: Report): string {
  if (coverage.complete) return `Coverage: complete, ${plural(coverage.total, "node")} counted.`;
  const missing = coverage.uncounted.slice(0, 5).map(({ node, op, reason }) => `${node} (${op}: ${reason})`);
  const more = coverage.uncounted.length > 5 ? ` and ${coverage.uncounted.length - 5} more` : "";
  return `Coverage: ${coverage.counted} of ${plural(coverage.total, "node")} counted, so totals are lower bounds; not counted: ${missing.join(", ")}${more}.`;
}
