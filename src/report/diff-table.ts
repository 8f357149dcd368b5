/** A diff of two networks as tables: the totals side by side, then the layers that were added, removed or changed. */
import {
  type Change,
  changeOf,
  type DiffFigure,
  diffFigures,
  growthOf,
  type LayerDiff,
  type NetworkDiff,
} from "../analysis/diff/diff.js";
import type { LayerReport, Report } from "../analysis/report.js";
import { type Count, subCount, sumCounts } from "../dim/index.js";
import { bytesText, countText, plural, timesText } from "./number.js";
import { figuresOf, moduleWord, wordsOf } from "./row-tree.js";
import { type Cell, type Column, emptyCell, type Row, type Table, textCell } from "./table.js";

export interface DiffOptions {
  /** What the two networks are called: file names, zoo names. */
  readonly names: readonly [string, string];
  /** Also lists the layers that are as they were and only get other sizes. */
  readonly all?: boolean;
}

const figureTitles: Readonly<Record<DiffFigure, string>> = {
  params: "Parameters",
  trainableParams: "Trainable",
  buffers: "Buffers",
  macs: "MACs",
  flops: "FLOPs",
  weightBytes: "Weights",
  activationBytes: "Activations",
  peakActivationBytes: "Peak live",
};

const inBytes: ReadonlySet<DiffFigure> = new Set(["weightBytes", "activationBytes", "peakActivationBytes"]);
/** Shown even where they are equal. */
const always: ReadonlySet<DiffFigure> = new Set(["params", "macs", "weightBytes", "peakActivationBytes"]);

/** The totals of both; figures that are equal and seldom asked for are left out. */
export function diffTotalsTable(diff: NetworkDiff, { names: [a, b] }: DiffOptions): Table {
  const shown = diffFigures.filter((figure) => always.has(figure) || !isNothing(diff.totals[figure].change));
  const right = (key: string, title: string, sacrifice: number): Column => ({ key, title, align: "right", sacrifice });
  return {
    title: `${a} → ${b}`,
    columns: [
      { key: "figure", title: "Total", align: "left", sacrifice: 0 },
      right("a", "Before", 0),
      right("b", "After", 0),
      right("change", "Change", 1),
      right("percent", "%", 0),
    ],
    rows: shown.map((figure) => {
      const total = diff.totals[figure];
      const write = inBytes.has(figure) ? bytesText : countText;
      const cells = [total.a, total.b].map((count) => ({
        text: write(count),
        raw: count === null ? null : String(count),
      }));
      return {
        kind: "layer",
        level: 0,
        cells: [
          textCell(figureTitles[figure]),
          ...cells,
          changeCell(total.change, write),
          textCell(percentText(growthOf(total))),
        ],
      };
    }),
    notes: [
      ...diff.boundary.map((change) => `${change.what}: ${changeText({ ...change, what: "" })}.`),
      verdictText(diff),
    ],
  };
}

function isNothing(change: Count | null): boolean {
  return change === 0n;
}

/** `+1,024`, `−3`, `=`; `?` for one that is not known. */
function changeCell(change: Count | null, write: (count: Count | null) => string = countText): Cell {
  if (typeof change !== "bigint") return { text: change === null ? "?" : countText(change), raw: null };
  if (change === 0n) return { text: "=", raw: 0n };
  return { text: change > 0n ? `+${write(change)}` : `−${write(-change)}`, raw: change };
}

/** `+16.7`, `−0.1`; empty for no growth. */
function percentText(growth: number | undefined): string {
  if (growth === undefined || growth === 0) return "";
  if (!Number.isFinite(growth)) return "new";
  const percent = Math.abs(100 * growth);
  const text = percent < 0.05 ? "<0.1" : percent.toFixed(1);
  return growth > 0 ? `+${text}` : `−${text}`;
}

/** One sentence on whether the networks are the same, and what was matched. */
function verdictText({ equal, matched, changed, removed, added, foldedNorms, granularity }: NetworkDiff): string {
  const unit = granularity === "layer" ? "layer" : "operator";
  if (equal) return `The same network: all ${plural(matched, unit)} match, every shape and count is equal.`;
  const own = changed.filter(({ follows, folded }) => !follows && !folded).length;
  const sized = changed.filter(({ follows }) => follows).length;
  const folds = [
    [foldedNorms.inA, "after"],
    [foldedNorms.inB, "before"],
  ] as const;
  const parts = [
    `${plural(matched, unit)} match`,
    ...(own > 0 ? [`${own} of them changed`] : []),
    ...(sized > 0 ? [`${sized} get other sizes`] : []),
    ...(removed.length > 0 ? [`${removed.length} removed`] : []),
    ...(added.length > 0 ? [`${added.length} added`] : []),
    ...folds.flatMap(([norms, where]) =>
      norms.length === 0 ? [] : [`${plural(norms.length, "batch norm")} folded into the weights ${where}`],
    ),
  ];
  return `${parts.join("; ")}.`;
}

const columns: readonly Column[] = [
  { key: "layer", title: "Layer", align: "left", sacrifice: 0 },
  { key: "what", title: "What", align: "left", sacrifice: 0 },
  { key: "params", title: "Params", align: "right", sacrifice: 0 },
  { key: "macs", title: "MACs", align: "right", sacrifice: 1 },
];

/** The layers that differ, by kind of difference; undefined where none does. */
export function diffLayersTable(diff: NetworkDiff, { all = false }: DiffOptions): Table | undefined {
  const own = diff.changed.filter(({ follows }) => !follows);
  const sized = diff.changed.filter(({ follows }) => follows);
  const sections: readonly (readonly [string, readonly Row[]])[] = [
    [`~ ${plural(own.length, "layer")} changed`, foldRows(own.map(changedRow))],
    [`− ${plural(diff.removed.length, "layer")} removed`, sideRows(diff.a, diff.removed, -1n)],
    [`+ ${plural(diff.added.length, "layer")} added`, sideRows(diff.b, diff.added, 1n)],
    [
      `  ${plural(sized.length, "layer")} of other sizes`,
      all ? foldRows(sized.map(changedRow)) : sized.length === 0 ? [] : [sizedRow(sized)],
    ],
  ];
  const rows = sections.flatMap(([title, section]) => {
    const heading: Row = { kind: "group", level: 0, cells: [textCell(title), emptyCell, emptyCell, emptyCell] };
    return section.length === 0 ? [] : [heading, ...section];
  });
  return rows.length === 0 ? undefined : { title: "Layers that differ", columns, rows, notes: [] };
}

function rowOf(name: string, what: readonly string[], params: Count | null, macs: Count | null): Row {
  const text = what.join("; ");
  return {
    kind: "layer",
    level: 1,
    cells: [
      textCell(name),
      what.length > 1 ? { text, short: what.join("\n") } : textCell(text),
      changeCell(params),
      changeCell(macs),
    ],
  };
}

function changedRow({ a, b, changes }: LayerDiff): Row {
  const name = a.name === b.name ? a.name : `${a.name} → ${b.name}`;
  return rowOf(name, changes.map(changeText), changeOf(a.params, b.params), changeOf(a.macs, b.macs));
}

/** `kernel 3×3 → 5×5`; `bias added: true`. */
function changeText({ what, a, b }: Change): string {
  const words = a === "" ? `now ${b}` : b === "" ? `no longer ${a}` : `${a} → ${b}`;
  return what === "" ? words : `${what} ${words}`;
}

/** What all layers of other sizes change together. */
function sizedRow(sized: readonly LayerDiff[]): Row {
  const sumOf = (figure: "params" | "macs"): Count | null => {
    const changes = sized.map(({ a, b }) => changeOf(a[figure], b[figure])).filter((count) => count !== null);
    return changes.length === sized.length ? sumCounts(changes) : null;
  };
  const [first = "", last = ""] = [sized[0]?.b.name, sized.at(-1)?.b.name];
  const row = rowOf("", ["unchanged themselves"], sumOf("params"), sumOf("macs"));
  const name = sized.length === 1 ? textCell(first) : { text: `${first} … ${last}`, short: `${first}\n… ${last}` };
  return { ...row, cells: [name, ...row.cells.slice(1)] };
}

/** Layers of one network that the other has not; a module of which it has nothing is one row. */
function sideRows(report: Report, layers: readonly LayerReport[], sign: bigint): readonly Row[] {
  const [all, missing] = [countByModule(report.layers), countByModule(layers)];
  const groups: { readonly module: Module | undefined; readonly layers: LayerReport[] }[] = [];
  for (const layer of layers) {
    const module = layer.modules.find((around) => missing.get(around) === all.get(around));
    const last = groups.at(-1);
    if (module !== undefined && last?.module === module) last.layers.push(layer);
    else groups.push({ module, layers: [layer] });
  }
  return foldRows(groups.map((group) => sideRow(group.module, group.layers, sign)));
}

type Module = LayerReport["modules"][number];

function countByModule(layers: readonly LayerReport[]): ReadonlyMap<Module, number> {
  const counts = new Map<Module, number>();
  for (const { modules } of layers) for (const module of modules) counts.set(module, (counts.get(module) ?? 0) + 1);
  return counts;
}

/** More layers than these are counted rather than named. */
const mostNamed = 3;

function sideRow(module: Module | undefined, layers: readonly LayerReport[], sign: bigint): Row {
  const { params, macs } = figuresOf(layers);
  const isLong = module !== undefined && layers.length > mostNamed;
  const what = isLong ? `${moduleWord(module) || "module"} of ${plural(layers.length, "layer")}` : wordsOf(layers);
  const output = layers.at(-1)?.outputs[0]?.shape;
  const shape = output === undefined || output === null ? "" : `, gives ${timesText(output)}`;
  const signed = (count: Count | null): Count | null => (sign > 0n || count === null ? count : subCount(0n, count));
  return rowOf(module?.name ?? layers[0]?.name ?? "", [`${what}${shape}`], signed(params), signed(macs));
}

/** Rows that follow each other and differ only in their names become one. */
function foldRows(rows: readonly Row[]): readonly Row[] {
  const folded: Row[] = [];
  const shown = ({ cells }: Row): string =>
    cells
      .slice(1)
      .map(({ text }) => text)
      .join("\t");
  for (let index = 0; index < rows.length; ) {
    const row = rows[index] as Row;
    let end = index + 1;
    while (end < rows.length && shown(rows[end] as Row) === shown(row)) end++;
    const count = end - index;
    const lastName = rows[end - 1]?.cells[0]?.text ?? "";
    folded.push(count > 2 ? { ...row, alike: { count, lastName } } : row);
    index += count > 2 ? count : 1;
  }
  return folded;
}

/** The figures that grew by more than a share of what they were, as sentences; sizes that are not decided are not judged. */
export function growthTexts({ totals }: NetworkDiff, most: number): readonly string[] {
  return diffFigures.flatMap((figure) => {
    const growth = growthOf(totals[figure]);
    if (growth === undefined || growth <= most) return [];
    return [`${figureTitles[figure]} grew by ${percentText(growth)} %`];
  });
}
