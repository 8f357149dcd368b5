/** Lines over steps or through depth: gradient norms on a log axis, live memory, a loss curve, a function and its slope. */
import { truncate } from "../plain-text.js";
import { type ChartText, colours, drawChart, type LegendEntry, textWidth } from "./frame.js";

export interface Series {
  readonly name: string;
  /** Null, infinite and undefined ones are left out, which breaks the line. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A broken line: what theory predicts beside what was measured. */
  readonly isPrediction?: boolean;
}

export interface LineOptions {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly log?: boolean;
  /** Steps instead of slopes, filled down to zero: what lives while a node runs. */
  readonly area?: boolean;
  /** A dot at every point. */
  readonly dots?: boolean;
  /** Names of the whole numbers of the x axis. */
  readonly names?: readonly string[];
  /** Stretches of x to shade, such as where a function saturates. */
  readonly shaded?: readonly (readonly [from: number, to: number])[];
  /** A point worth a word. */
  readonly mark?: { readonly x: number; readonly y: number; readonly text: string };
}

const inOrder = [colours.first, colours.second, colours.third] as const;

const marginLeft = 64;
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `10⁻¹²` of a power of ten; nothing of what lies between. */
function powerText(value: number): string {
  const exponent = Math.round(Math.log10(value));
  if (Math.abs(value / 10 ** exponent - 1) > 1e-6) return "";
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/** Names fit under the axis, slanted, up to here; beyond, layers are numbered. */
const mostNames = 32;

/** Draws lines; text of an SVG file. A zero has no place on a log axis: it stands on the lowest line as a cross. */
export function drawLines(series: readonly Series[], text: ChartText, options: LineOptions): Promise<string> {
  const { log = false, names, mark, shaded = [] } = options;
  const colourOf = (index: number): string => inOrder[index % inOrder.length] ?? colours.first;
  const legend: readonly LegendEntry[] =
    series.length < 2 ? [] : series.map(({ name }, index) => ({ colour: colourOf(index), text: name }));
  const finite = series
    .flatMap(({ points }) => points.map(([, y]) => y))
    .filter((y) => Number.isFinite(y) && (!log || y > 0));
  const least = finite.length === 0 ? 1 : Math.min(...finite);
  const labels = names !== undefined && names.length <= mostNames ? names.map((name) => truncate(name, 20)) : undefined;
  const under = labels === undefined ? 44 : Math.max(...labels.map((label) => textWidth(label))) * 0.75 + 44;
  return drawChart({ ...text, legend }, (plot) => ({
    height: 250 + under,
    marginLeft,
    marginRight: 32,
    marginBottom: under,
    x: {
      label: options.xLabel,
      labelAnchor: "right",
      ...(labels !== undefined && {
        ticks: labels.map((_, index) => index),
        tickFormat: (index: number) => labels[index] ?? "",
        tickRotate: -40,
      }),
      ...(labels === undefined && { ticks: 8 }),
    },
    y: {
      label: null,
      grid: true,
      type: log ? "log" : "linear",
      nice: true,
      ticks: 6,
      tickFormat: log ? powerText : "~r",
    },
    marks: [
      ...shaded.map(([from, to]) => plot.rectX([0], { x1: [from], x2: [to], fill: colours.wash })),
      plot.text([options.yLabel], { frameAnchor: "top-left", textAnchor: "start", dx: 24 - marginLeft, dy: -20 }),
      ...(log ? [] : [plot.ruleY([0], { stroke: colours.line })]),
      ...series.flatMap(({ points, isPrediction = false }, index) => {
        const colour = colourOf(index);
        const shown = points.map(([x, y]) => [x, Number.isFinite(y) && (!log || y > 0) ? y : Number.NaN] as const);
        const zeros = log ? points.filter(([, y]) => y === 0) : [];
        const curve = options.area === true ? "step" : "linear";
        const line = { x: "0", y: "1", stroke: colour, strokeWidth: 2, curve } as const;
        return [
          ...(options.area === true
            ? [plot.areaY(shown, { x: "0", y: "1", fill: colour, fillOpacity: 0.18, curve: "step" })]
            : []),
          plot.lineY(shown, { ...line, ...(isPrediction && { strokeDasharray: "5 4" }) }),
          ...(options.dots === true && !isPrediction
            ? [plot.dot(shown, { x: "0", y: "1", r: 2.5, fill: colour })]
            : []),
          ...(zeros.length > 0
            ? [plot.dot(zeros, { x: "0", y: () => least, symbol: "times", stroke: colour, r: 4, strokeWidth: 2 })]
            : []),
        ];
      }),
      ...(mark === undefined
        ? []
        : [
            plot.dot([mark], { x: "x", y: "y", r: 4, fill: colours.second }),
            plot.text([mark], {
              x: "x",
              y: "y",
              text: "text",
              dy: -12,
              fill: colours.second,
              ...anchorOf(mark.x, series),
            }),
          ]),
    ],
  }));
}

/** A word near an end of the axis grows towards the middle. */
function anchorOf(x: number, series: readonly Series[]): { readonly textAnchor: "start" | "middle" | "end" } {
  const all = series.flatMap(({ points }) => points.map(([each]) => each));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const share = (x - low) / Math.max(1e-9, high - low);
  return { textAnchor: share < 0.2 ? "start" : share > 0.8 ? "end" : "middle" };
}
