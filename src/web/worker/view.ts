/** From a report to what the page shows of it: figures, rows, findings; every text made by the report's own columns. */
import { definitions } from "../../analysis/definitions.js";
import type { LayerReport, Report } from "../../analysis/report.js";
import type { Diagnostic } from "../../diagnostic.js";
import { type Count, constraintText } from "../../dim/index.js";
import { type ColumnContext, columnNamed, type SummaryColumn } from "../../report/columns.js";
import { bytesText, countText, shortCount, timesText } from "../../report/number.js";
import { buildTree, entryOf, pathOf, type Tree } from "../../report/row-tree.js";
import { coverageText } from "../../report/summary-table.js";
import { emptyCell } from "../../report/table.js";
import type { Analysis, Figure, Finding, TableRow } from "./messages.js";

/** Findings beyond these say nothing that the first ones do not. */
const mostFindings = 1000;

const shownColumns = [
  ...["layer", "type", "input", "output", "kernel", "params", "params%", "macs", "macs%", "flops", "field"],
  "activations",
];

export function findingsOf(diagnostics: readonly Diagnostic[]): readonly Finding[] {
  return diagnostics.slice(0, mostFindings).map((finding) => {
    const { code, severity, message, context } = finding;
    return { ...context, code, severity, message };
  });
}

type Shown = Omit<Analysis, "axes" | "variants" | "variant">;

export function viewReport(report: Report): Shown {
  const { about, batch, totals } = report;
  const context: ColumnContext = { batch, totals };
  const all = shownColumns.flatMap((key) => columnNamed(key) ?? []);
  const made = rowsOf(buildTree(report), "", 0, all, context);
  const total = all.map((column, index) => (index === 0 ? { text: "Total" } : (column.total?.(context) ?? emptyCell)));
  // A column without a word in it (kernels of a dense net) is left out.
  const kept = all.map((_, index) => index === 0 || made.some(({ cells }) => (cells[index]?.text ?? "") !== ""));
  const keep = <T>(list: readonly T[]): readonly T[] => list.filter((_, index) => kept[index]);
  return {
    name: report.name,
    title: about.title ?? report.name,
    description: about.description ?? "",
    citation: citationOf(about.source ?? {}),
    inputs: report.inputs.map(({ name, type }) => typeText(name, type)),
    outputs: report.outputs.map(({ name, type }) => typeText(name, type)),
    figures: figuresOf(totals),
    columns: keep(all).map(({ key, title, align, sacrifice }) => ({ key, title, align, sacrifice })),
    rows: made.map((row) => ({ ...row, cells: keep(row.cells) })),
    total: keep(total),
    layerCount: report.layers.length,
    findings: findingsOf(report.diagnostics),
    constraints: report.constraints.map((constraint) => ({
      text: constraintText(constraint),
      because: constraint.because,
      node: constraint.node ?? null,
    })),
    unknowns: report.unknowns,
    coverage: coverageText(report),
  };
}

function rowsOf(
  tree: readonly Tree[],
  parent: string,
  level: number,
  columns: readonly SummaryColumn[],
  context: ColumnContext,
): readonly TableRow[] {
  return tree.flatMap((node) => {
    const entry = entryOf(node, parent);
    if (entry === undefined) return [];
    const row: TableRow = {
      path: entry.path,
      parent,
      level,
      isModule: entry.isModule,
      cells: columns.map((column) => column.cell(entry, context)),
      layers: entry.layers.map(({ name }) => name),
    };
    return node.kind === "leaf" ? [row] : [row, ...rowsOf(node.children, pathOf(node), level + 1, columns, context)];
  });
}

function typeText(name: string, { dtype, shape }: LayerReport["inputs"][number]): string {
  const sizes = shape === null ? "unknown rank" : shape.length === 0 ? "scalar" : timesText(shape);
  return `${name}: ${sizes} ${dtype}`;
}

function citationOf(source: NonNullable<Report["about"]["source"]>): string {
  const { title, authors, year, variant } = source;
  const work = [authors, title, year].filter((part) => part !== undefined).join(", ");
  return variant === undefined ? work : `${work} (${variant})`;
}

function figuresOf(totals: Report["totals"]): readonly Figure[] {
  const count = (key: keyof typeof definitions & keyof Report["totals"], title: string): Figure => ({
    key,
    title,
    text: countText(totals[key] as Count),
    short: shortCount(totals[key] as Count),
    definition: definitions[key],
  });
  const bytes = (key: "weightBytes" | "activationBytes" | "peakActivationBytes", title: string): Figure => {
    const size = bytesText(totals[key]);
    return { key, title, text: size, short: size, definition: definitions[key] };
  };
  return [
    count("params", "Parameters"),
    ...(totals.trainingOnlyParams === 0n ? [] : [count("trainingOnlyParams", "Training only")]),
    ...(totals.buffers === 0n ? [] : [count("buffers", "Buffers")]),
    count("macs", "MACs"),
    count("flops", "FLOPs"),
    bytes("weightBytes", "Weights"),
    bytes("activationBytes", "Activations"),
    bytes("peakActivationBytes", "Peak memory"),
  ];
}
