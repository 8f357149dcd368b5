/** A table as text of a given width: columns aligned, the least important left out and named where a line is too short. */
import type { Report } from "../analysis/report.js";
import { type Paint, plain } from "./paint.js";
import { padEnd, padStart, sanitise, truncate, widthOf, wrap } from "./plain-text.js";
import { alikeText, type Cell, type Column, emptyCell, type Row, type Table } from "./table.js";
import { type TableOptions, tablesOf } from "./tables.js";

export interface TextOptions {
  /** Columns of the terminal; 80 if absent. */
  readonly width?: number;
  readonly paint?: Paint;
}

interface Layout {
  /** Indices of the columns that are shown. */
  readonly shown: readonly number[];
  readonly widths: readonly number[];
  /** Columns whose rows use short forms; totals are never rounded. */
  readonly short: ReadonlySet<number>;
}

const exact: ReadonlySet<number> = new Set();

const gapBefore = (column: Column, position: number): number => (position === 0 ? 0 : column.tight ? 1 : 2);

function cellText(row: Row, index: number, short: ReadonlySet<number>): string {
  const cell: Cell | undefined = row.cells[index];
  if (cell === undefined) return "";
  const isShort = short.has(index) && (row.kind === "layer" || isBroken(cell));
  const text = isShort ? (cell.short ?? cell.text) : cell.text;
  const clean = text.includes("\n") ? text.split("\n").map(sanitise).join("\n") : sanitise(text);
  return index === 0 ? "  ".repeat(row.level) + clean : clean;
}

/** Whether the short form is the full one over several lines, which loses nothing. */
function isBroken({ short }: Cell): boolean {
  return short?.includes("\n") === true;
}

/** Width of the widest line. */
function cellWidth(text: string): number {
  return text.includes("\n") ? Math.max(...text.split("\n").map(widthOf)) : widthOf(text);
}

/** Lines under a row that says how many equal siblings share it. */
function alikeCells(row: Row): readonly [string, string] | undefined {
  if (row.alike === undefined || row.kind === "group") return undefined;
  return [`${"  ".repeat(row.level)}… ${sanitise(row.alike.lastName)}`, alikeText(row.alike)];
}

function measure(table: Table, shown: readonly number[], short: ReadonlySet<number>): readonly number[] {
  return shown.map((index, position) => {
    let width = widthOf(table.columns[index]?.title ?? "");
    for (const row of table.rows) {
      // Totals may reach to the left over the empty cell beside them; a heading reaches to the right.
      if (row.kind === "group" && position > 0) continue;
      if ((row.kind === "total" || row.kind === "aside") && position > 0) continue;
      width = Math.max(width, cellWidth(cellText(row, index, short)), widthOf(alikeCells(row)?.[position] ?? ""));
    }
    return width;
  });
}

/** Widens columns until every text of a totals row stands clear of the one before it. */
function fitTotals(
  table: Table,
  shown: readonly number[],
  widths: readonly number[],
  short: ReadonlySet<number>,
): readonly number[] {
  const fitted = [...widths];
  for (const row of table.rows) {
    if (row.kind === "group" || row.kind === "layer") continue;
    let end = 0;
    let written = 0;
    shown.forEach((index, position) => {
      const column = table.columns[index];
      if (column === undefined) return;
      const length = cellWidth(cellText(row, index, short));
      const begin = end + gapBefore(column, position);
      const width = fitted[position] ?? 0;
      end = begin + width;
      if (length === 0) return;
      const start = column.align === "left" ? begin : end - length;
      const missing = Math.max(0, written + gapBefore(column, position) - start);
      fitted[position] = width + missing;
      end += missing;
      written = column.align === "left" ? begin + length : end;
    });
  }
  return fitted;
}

function totalWidth(table: Table, shown: readonly number[], widths: readonly number[]): number {
  return shown.reduce((sum, index, position) => {
    const column = table.columns[index];
    return column === undefined ? sum : sum + gapBefore(column, position) + (widths[position] ?? 0);
  }, 0);
}

/** What to shorten, step by step: nothing, then what only takes more lines, then numbers from the right to the left. */
function shortenings(table: Table): readonly ReadonlySet<number>[] {
  const having = (test: (cell: Cell) => boolean): readonly number[] =>
    table.columns
      .map((_, index) => index)
      .filter((index) => table.rows.some(({ cells }) => test(cells[index] ?? emptyCell)));
  const broken = having(isBroken);
  const rounded = having(({ short }) => short !== undefined).filter((index) => !broken.includes(index));
  const order = [...[...broken].reverse(), ...[...rounded].reverse()];
  return [exact, ...order.map((_, step) => new Set(order.slice(0, step + 1)))];
}

/** Tries, in this order: everything in full; short forms; leaving columns out; cutting the names. */
function layOut(table: Table, width: number): Layout {
  const steps = shortenings(table);
  let shown: readonly number[] = table.columns.map((_, index) => index);
  for (;;) {
    let total = 0;
    let layout: Layout = { shown, short: exact, widths: [] };
    for (const short of steps) {
      const widths = fitTotals(table, shown, measure(table, shown, short), short);
      layout = { shown, short, widths };
      total = totalWidth(table, shown, widths);
      if (total <= width) return layout;
    }
    const worst = Math.max(...shown.map((index) => table.columns[index]?.sacrifice ?? 0));
    if (worst === 0) {
      const [first = 0, ...rest] = layout.widths;
      return { ...layout, widths: [Math.max(8, first - (total - width)), ...rest] };
    }
    const dropped = shown.findLastIndex((index) => table.columns[index]?.sacrifice === worst);
    shown = shown.filter((_, position) => position !== dropped);
  }
}

/** A total whose label stands in a column that was left out takes it into the first one. */
function keepLabel(row: Row, shown: readonly number[]): Row {
  const [first = 0] = shown;
  const label = row.cells.find(({ text }) => text !== "");
  if (row.kind !== "total" || label === undefined || shown.some((index) => row.cells[index] === label)) return row;
  return { ...row, cells: row.cells.map((cell, index) => (index === first ? label : cell)) };
}

/** The lines of a row: one, or as many as its tallest cell has. */
function writeRow(table: Table, layout: Layout, row: Row): readonly string[] {
  const cells = layout.shown.map((index, position) => {
    // One line is better than several where it fits.
    const whole = row.cells[index];
    const fits = whole !== undefined && isBroken(whole) && widthOf(whole.text) <= (layout.widths[position] ?? 0);
    return cellText(row, index, fits ? exact : layout.short).split("\n");
  });
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, lineIndex) => {
    let line = "";
    let end = 0;
    layout.shown.forEach((index, position) => {
      const column = table.columns[index];
      if (column === undefined) return;
      const width = layout.widths[position] ?? 0;
      const start = end + gapBefore(column, position);
      end = start + width;
      const full = cells[position]?.[lineIndex] ?? "";
      if (full === "") return;
      // Headings and totals may use the empty cells beside them; every other cell keeps to its column.
      const text = row.kind !== "layer" && position > 0 ? full : truncate(full, width);
      line = column.align === "left" ? padEnd(line, start) + text : line + padStart(text, end - widthOf(line));
    });
    return line.trimEnd();
  });
}

/** The heading of a group may be longer than the first column: its row has no figures. */
function writeGroup(table: Table, layout: Layout, row: Row): string {
  const type = table.columns.findIndex(({ key }) => key === "type");
  const last = row.alike === undefined ? "" : ` … ${sanitise(row.alike.lastName)}`;
  const name = cellText(row, layout.shown[0] ?? 0, exact) + last;
  const words = [
    type < 1 ? "" : sanitise(row.cells[type]?.text ?? ""),
    row.alike === undefined ? "" : alikeText(row.alike),
  ];
  const rest = words.filter((word) => word !== "").join(", ");
  return rest === "" ? name : `${padEnd(name, layout.widths[0] ?? 0)}  ${rest}`;
}

/** The headings; two lines where columns share one. */
function writeHeader(table: Table, layout: Layout): readonly string[] {
  const titles: Row = { kind: "group", level: 0, cells: table.columns.map(({ title }) => ({ text: title })) };
  const lines = writeRow(table, layout, titles);
  if (!layout.shown.some((index) => table.columns[index]?.group !== undefined)) return lines;
  let groups = "";
  let end = 0;
  let before: string | undefined;
  layout.shown.forEach((index, position) => {
    const column = table.columns[index];
    if (column === undefined) return;
    const start = end + gapBefore(column, position);
    end = start + (layout.widths[position] ?? 0);
    if (column.group !== undefined && column.group !== before) groups = padEnd(groups, start) + column.group;
    before = column.group;
  });
  return [groups, ...lines];
}

/** Whether a column's short forms say less than the full ones. */
function isRounded(table: Table, index: number): boolean {
  return table.rows.some(({ kind, cells }) => {
    const cell = cells[index];
    return kind === "layer" && cell?.short !== undefined && !isBroken(cell) && cell.short !== cell.text;
  });
}

/** What was done to make the table narrow enough. */
function cutText(table: Table, { shown, short }: Layout): string {
  const dropped = table.columns.filter((_, index) => !shown.includes(index)).map(({ key }) => key);
  const rounded = shown.filter((index) => short.has(index) && isRounded(table, index));
  const titles = rounded.map((index) => table.columns[index]?.title).join(", ");
  const hasTotal = table.rows.some(({ kind }) => kind === "total");
  return [
    ...(dropped.length === 0 ? [] : [`left out: ${dropped.join(", ")}`]),
    ...(rounded.length === 0 ? [] : [hasTotal ? "rows rounded, totals exact" : `rounded: ${titles}`]),
  ].join("; ");
}

/** Writes the table; the result ends without a line break. */
export function renderText(table: Table, { width = 80, paint = plain }: TextOptions = {}): string {
  const layout = layOut(table, width);
  const lineWidth = Math.min(width, totalWidth(table, layout.shown, layout.widths));
  const rule = paint.dim("─".repeat(lineWidth));
  const lines = [paint.bold(sanitise(table.title)), "", ...writeHeader(table, layout).map(paint.bold), rule];
  let closed = false;
  for (const row of table.rows) {
    if (row.kind === "total" && !closed) {
      lines.push(rule);
      closed = true;
    }
    if (row.kind === "group") lines.push(paint.cyan(writeGroup(table, layout, row)));
    else {
      const painted = row.kind === "total" ? paint.bold : row.kind === "aside" ? paint.dim : undefined;
      for (const line of writeRow(table, layout, keepLabel(row, layout.shown))) lines.push(painted?.(line) ?? line);
    }
    const alike = alikeCells(row);
    if (alike !== undefined) {
      const cells = table.columns.map((_, index) => ({ text: alike[layout.shown.indexOf(index)] ?? "" }));
      lines.push(...writeRow(table, layout, { kind: "aside", level: 0, cells }).map(paint.dim));
    }
  }
  const cut = cutText(table, layout);
  const notes = [...table.notes, ...(cut === "" ? [] : [`For ${width} columns, ${cut}.`])];
  if (notes.length > 0) lines.push("");
  for (const note of notes) lines.push(...wrap(sanitise(note), width, "  ").map((line) => paint.dim(line)));
  return lines.join("\n");
}

/** The tables of a report in at most `width` columns (80 if absent), ended by a line break. */
export function toText(report: Report, options: TableOptions & TextOptions = {}): string {
  return `${tablesOf(report, options)
    .map((table) => renderText(table, options))
    .join("\n\n")}\n`;
}
