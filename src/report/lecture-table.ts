/** The two styles of the lecture: LeNet's table with its arithmetic, and AlexNet's with its structure. */
import type { LayerReport, Report } from "../analysis/report.js";
import { type Dim, type Formula, groupDigits, printFormula, text } from "../dim/index.js";
import { isLeftOutOfLectures, kindOf } from "./kind.js";
import { countText, timesText } from "./number.js";
import { isOneByOne, lectureSizes, shapeCellText } from "./shape-text.js";
import { batchText, coverageText, titleOf } from "./summary-table.js";
import { type Cell, type Column, emptyCell, type Row, type Table, textCell } from "./table.js";
import { kernelText, paddingText, perAxis } from "./window-text.js";

/** A layer of the lecture's tables with the input it has there: a dense layer's before the flatten. */
interface LectureLayer {
  readonly layer: LayerReport;
  readonly input: LayerReport["inputs"][number] | undefined;
}

function lectureLayers(report: Report): readonly LectureLayer[] {
  return report.layers.flatMap((layer, index) => {
    if (layer.trainingOnly || isLeftOutOfLectures(layer)) return [];
    return [{ layer, input: inputBeforeFlatten(report.layers, index) }];
  });
}

/** What a layer reads, followed back through the layers that these tables leave out and that only reshape it. */
function inputBeforeFlatten(layers: readonly LayerReport[], index: number): LayerReport["inputs"][number] | undefined {
  const layer = layers[index];
  let input = layer?.inputs[0];
  if (layer === undefined || kindOf(layer) !== "dense") return input;
  for (let i = index - 1; i >= 0; i--) {
    const before = layers[i];
    if (before === undefined || !isLeftOutOfLectures(before)) break;
    if (shapeCellText(before.outputs[0], null) !== shapeCellText(input, null)) break;
    input = before.inputs[0];
  }
  return input;
}

function sizesText(type: LayerReport["inputs"][number] | undefined, batch: Dim | null): string {
  const sizes = lectureSizes(type);
  return sizes === undefined ? shapeCellText(type, batch) : timesText(sizes);
}

const lectureColumns: readonly Column[] = [
  { key: "layer", title: "Layer Name", align: "left", sacrifice: 0 },
  { key: "input", group: "Input", title: "W×H×D", align: "left", sacrifice: 2 },
  { key: "kernel", group: "Kernel", title: "W×H×D/S", align: "left", sacrifice: 1 },
  { key: "output", group: "Output", title: "W×H×D", align: "left", sacrifice: 1 },
  { key: "params", title: "Params", align: "right", sacrifice: 0 },
  { key: "mults", title: "Mults", align: "right", sacrifice: 0 },
];

/** `C1: conv2d`, `S2: pool/2`, `F6: dense`. */
function lectureName({ name, type, window }: LayerReport, kind: string): string {
  if (kind !== "pool") return `${name}: ${type}`;
  return window === undefined ? `${name}: ${type}` : `${name}: pool/${perAxis(window.stride)}`;
}

/** `5×5×6` for a convolution to 6 channels, `2×2/2` for pooling by 2, `1×1×84` for 84 units. */
function lectureKernel(layer: LayerReport, kind: string): string {
  const output = lectureSizes(layer.outputs[0]);
  const channels = output?.at(-1);
  if (kind === "dense") return channels === undefined ? "" : timesText([1, 1, channels]);
  if (layer.window === undefined) return "";
  const text = kernelText(layer.window);
  if (kind !== "conv" || channels === undefined) return text;
  const [kernel = "", stride] = text.split("/");
  return `${kernel}×${timesText([channels])}${stride === undefined ? "" : `/${stride}`}`;
}

/** `6×5×5×16+16=2,416`: the formula and its value without spaces, as the lecture sets it. */
function lectureFormula(formula: Formula): string {
  return printFormula(formula, { hide: ["batch"], group: true }).replace(/ ([+=]) /g, "$1");
}

function formulaCell(formula: Formula, total: LayerReport["macs"]): Cell {
  if (total === null) return { text: "?", raw: null };
  const printed = lectureFormula(formula);
  return {
    text: printed,
    short: printed.replace("=", "\n="),
    raw: typeof total === "bigint" ? total : text(total),
  };
}

/** The lecture's table of LeNet: every count with its arithmetic. */
export function lectureTable(report: Report): Table {
  const rows: Row[] = lectureLayers(report).map(({ layer, input }) => {
    const kind = kindOf(layer);
    return {
      kind: "layer",
      level: 0,
      cells: [
        textCell(lectureName(layer, kind)),
        textCell(sizesText(input, report.batch)),
        textCell(lectureKernel(layer, kind)),
        textCell(sizesText(layer.outputs[0], report.batch)),
        formulaCell(layer.formulas.params, layer.params),
        formulaCell(layer.formulas.macs, layer.macs),
      ],
    };
  });
  const { params, macs } = report.totals;
  const total = ["", "", "", "Total"].map(textCell);
  rows.push({ kind: "total", level: 0, cells: [...total, textCell(countText(params)), textCell(countText(macs))] });
  return { title: titleOf(report), columns: lectureColumns, rows, notes: lectureNotes(report, true) };
}

const sizeColumns = (group: string): Column[] => [
  { key: `${group.toLowerCase()}-w`, group, title: "w", align: "right", sacrifice: 0 },
  { key: `${group.toLowerCase()}-h`, group, title: "h", align: "right", sacrifice: 0, tight: true },
  { key: `${group.toLowerCase()}-c`, group, title: "c", align: "right", sacrifice: 0, tight: true },
];

const structureColumns: readonly Column[] = [
  ...sizeColumns("Input"),
  ...sizeColumns("Output"),
  { key: "layer", title: "Layer", align: "left", sacrifice: 0 },
  { key: "stride", title: "Stride", align: "right", sacrifice: 2 },
  { key: "pad", title: "Pad", align: "right", sacrifice: 2 },
  { key: "kernel-w", group: "Kernel", title: "w", align: "right", sacrifice: 1 },
  { key: "kernel-h", group: "Kernel", title: "h", align: "right", sacrifice: 1, tight: true },
  { key: "in", title: "in", align: "right", sacrifice: 3 },
  { key: "out", title: "out", align: "right", sacrifice: 3 },
  { key: "params", title: "# of param", align: "right", sacrifice: 0 },
];

function dimCell(dim: Dim | undefined): Cell {
  if (dim === undefined) return emptyCell;
  return { text: text(dim), raw: typeof dim === "number" ? dim : text(dim) };
}

function numberCell(value: number): Cell {
  return { text: String(value), raw: value };
}

/** Width, height, channels in three cells; a shape that is no image takes the last of them whole. */
function sizeCells(type: LayerReport["inputs"][number] | undefined, batch: Dim | null): readonly Cell[] {
  const sizes = lectureSizes(type);
  if (sizes?.length !== 3) return [emptyCell, emptyCell, textCell(sizesText(type, batch))];
  return sizes.map(dimCell);
}

function structureCells({ layer, input }: LectureLayer, batch: Dim | null): readonly Cell[] {
  const { window } = layer;
  const dense = kindOf(layer) === "dense";
  const [height, width] = window?.kernel.length === 2 ? window.kernel : [undefined, window?.kernel[0]];
  // A dense layer on one position is a 1 by 1 kernel; on more it has no kernel of its own.
  const kernel = dense && isOneByOne(lectureSizes(input)) ? [1, 1] : [width, height];
  return [
    ...sizeCells(input, batch),
    ...sizeCells(layer.outputs[0], batch),
    textCell(layer.name),
    window === undefined ? emptyCell : textCell(perAxis(window.stride)),
    window === undefined ? emptyCell : textCell(paddingText(window.padding)),
    ...kernel.map((size) => (size === undefined ? emptyCell : numberCell(size))),
    dimCell(channelsOf(layer.inputs[0])),
    dimCell(channelsOf(layer.outputs[0])),
    { text: countText(layer.params), raw: typeof layer.params === "bigint" ? layer.params : text(layer.params) },
  ];
}

/** Channels of an image, features of a vector. */
function channelsOf(type: LayerReport["inputs"][number] | undefined): Dim | undefined {
  return lectureSizes(type)?.at(-1);
}

/** The lecture's table of AlexNet: sizes, window and parameters in columns of their own. */
export function structureTable(report: Report): Table {
  const rows: Row[] = lectureLayers(report).map((item) => ({
    kind: "layer",
    level: 0,
    cells: structureCells(item, report.batch),
  }));
  const label = structureColumns.slice(0, -1).map(({ key }) => textCell(key === "layer" ? "Total" : ""));
  rows.push({ kind: "total", level: 0, cells: [...label, textCell(countText(report.totals.params))] });
  return { title: titleOf(report), columns: structureColumns, rows, notes: lectureNotes(report, false) };
}

function lectureNotes(report: Report, multiplications: boolean): readonly string[] {
  const left = report.layers.filter((layer) => !layer.trainingOnly && isLeftOutOfLectures(layer));
  const leftParams = left.reduce((sum, { params }) => (typeof params === "bigint" ? sum + params : sum), 0n);
  const names = [...new Set(left.map(({ type }) => type))].join(", ");
  const kept = leftParams === 0n ? "" : `, with ${groupDigits(leftParams)} parameters of the total`;
  return [
    ...(multiplications
      ? [`Mults: multiplications of convolutions and matrix products, for ${batchText(report.batch)}.`]
      : []),
    ...(left.length === 0 ? [] : [`Not shown: ${names}${kept}.`]),
    coverageText(report),
  ];
}
