/** The columns that a summary can show: each a title and a cell made from a line's layers. */
import type { LayerReport, Report } from "../analysis/report.js";
import { type Count, type Dim, text } from "../dim/index.js";
import { bytesText, countText, shareText, shortCount } from "./number.js";
import type { Entry, Figures } from "./row-tree.js";
import { shapeCellText } from "./shape-text.js";
import { type Cell, type Column, textCell } from "./table.js";
import { kernelText, paddingText, perAxis } from "./window-text.js";

/** What a cell may look at beside its own line. */
export interface ColumnContext {
  readonly batch: Dim | null;
  readonly totals: Report["totals"];
  /** How each layer's weight is drawn, by the layer's name. */
  readonly initialisers?: ReadonlyMap<string, string> | undefined;
}

export interface SummaryColumn extends Column {
  cell(entry: Entry, context: ColumnContext): Cell;
  /** The cell of the Total row; empty if absent. */
  total?(context: ColumnContext): Cell;
  /** What `--sort` orders by, greatest first; by text if absent. */
  weight?(entry: Entry): Count | null;
}

/** A count with its exact form, its short form and its value for programs. */
export function countCell(count: Count | null): Cell {
  return { text: countText(count), short: shortCount(count), raw: rawCount(count) };
}

function rawCount(count: Count | null): string | bigint | null {
  return count === null || typeof count === "bigint" ? count : text(count);
}

function bytesCell(count: Count | null): Cell {
  return { text: bytesText(count), raw: rawCount(count) };
}

/** The window of a line: of its one layer that has one. */
function windowOf(entry: Entry): LayerReport["window"] {
  return entry.isModule ? undefined : entry.layers.find((layer) => layer.window !== undefined)?.window;
}

function fieldText(entry: Entry): string {
  const fields = entry.last.receptiveField;
  if (fields === null) return "?";
  if (fields === undefined || fields.length === 0) return "";
  const sizes = fields.map(({ size }) => {
    const [least, greatest] = [size.least, size.greatest].map((n) => (Number.isFinite(n) ? String(n) : "all"));
    return least === greatest ? `${least}` : `${least}–${greatest}`;
  });
  return new Set(sizes).size === 1 ? (sizes[0] ?? "") : sizes.reverse().join("×");
}

type FigureKey = keyof Figures & keyof Report["totals"];

function figureColumn(key: string, title: string, figure: FigureKey, sacrifice: number, bytes = false): SummaryColumn {
  const make = bytes ? bytesCell : countCell;
  return {
    key,
    title,
    align: "right",
    sacrifice,
    cell: (entry) => make(entry.figures[figure]),
    total: ({ totals }) => make(totals[figure]),
    weight: (entry) => entry.figures[figure],
  };
}

function shareColumn(figure: FigureKey): SummaryColumn {
  return {
    key: `${figure}%`,
    title: "%",
    align: "right",
    sacrifice: 2,
    tight: true,
    cell(entry, { totals }) {
      const share = shareText(entry.figures[figure], totals[figure]);
      return { text: share, raw: share === "" ? null : share };
    },
    weight: (entry) => entry.figures[figure],
  };
}

function textColumn(
  key: string,
  title: string,
  sacrifice: number,
  read: (entry: Entry, c: ColumnContext) => string,
): SummaryColumn {
  return { key, title, align: "left", sacrifice, cell: (entry, context) => textCell(read(entry, context)) };
}

const windowColumn = (
  key: string,
  title: string,
  read: (window: NonNullable<LayerReport["window"]>) => string,
): SummaryColumn =>
  textColumn(key, title, 4, (entry) => {
    const window = windowOf(entry);
    return window === undefined ? "" : read(window);
  });

const paramsColumn: SummaryColumn = {
  ...figureColumn("params", "Params", "params", 0),
  cell(entry) {
    const owner = entry.layers.find((layer) => layer.sharedWith !== undefined)?.sharedWith;
    const cell = countCell(entry.figures.params);
    return owner !== undefined && entry.figures.params === 0n ? { ...cell, text: "shared", short: "shared" } : cell;
  },
};

/** Every column by the name that `--columns` takes. */
export const summaryColumns: readonly SummaryColumn[] = [
  textColumn("layer", "Layer", 0, (entry) => entry.name),
  textColumn("type", "Type", 3, (entry) => entry.type),
  textColumn("path", "Full name", 0, (entry) => entry.path),
  textColumn("op", "Operators", 5, (entry) => entry.layers.flatMap((layer) => layer.ops).join(" ")),
  textColumn("input", "Input", 4, (entry, { batch }) => shapeCellText(entry.first.inputs[0], batch)),
  textColumn("output", "Output", 1, (entry, { batch }) => shapeCellText(entry.last.outputs[0], batch)),
  windowColumn("kernel", "Kernel", kernelText),
  windowColumn("stride", "Stride", (window) => perAxis(window.stride)),
  windowColumn("padding", "Pad", (window) => paddingText(window.padding)),
  windowColumn("dilation", "Dilation", (window) => perAxis(window.dilation)),
  textColumn("groups", "Groups", 4, (entry) => {
    const groups = entry.isModule ? undefined : entry.first.attributes.groups;
    return typeof groups === "number" ? String(groups) : "";
  }),
  textColumn("field", "Sees", 4, fieldText),
  paramsColumn,
  shareColumn("params"),
  figureColumn("trainable", "Trainable", "trainableParams", 4),
  figureColumn("buffers", "Buffers", "buffers", 4),
  figureColumn("macs", "MACs", "macs", 0),
  shareColumn("macs"),
  figureColumn("flops", "FLOPs", "flops", 4),
  textColumn("init", "Initialiser", 4, (entry, { initialisers }) => {
    if (entry.isModule || initialisers === undefined) return "";
    return entry.layers.flatMap((layer) => initialisers.get(layer.name) ?? [])[0] ?? "";
  }),
  figureColumn("weights", "Weights", "weightBytes", 5, true),
  figureColumn("activations", "Activations", "activationBytes", 5, true),
];

export const defaultColumns = ["layer", "type", "output", "kernel", "params", "params%", "macs", "macs%"] as const;

/** What a CSV file holds: every figure, nothing derived from another column. */
export const dataColumns = [
  "path",
  "type",
  "op",
  "input",
  "output",
  "kernel",
  "stride",
  "padding",
  "dilation",
  "groups",
  "params",
  "trainable",
  "buffers",
  "macs",
  "flops",
  "weights",
  "activations",
] as const;

export function columnNamed(key: string): SummaryColumn | undefined {
  return summaryColumns.find((column) => column.key === key);
}
