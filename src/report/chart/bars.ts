/** A bar for each layer: its parameters, multiplications or receptive field, in the order of the network. */
import { truncate } from "../plain-text.js";
import { type ChartText, colours, drawChart, textWidth } from "./frame.js";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What stands behind the bar. */
  readonly text: string;
  /** A second end of the bar, further out: the greatest where `value` is the least. */
  readonly until?: number;
}

export interface BarOptions {
  /** Of the axis. */
  readonly label: string;
  /** A value to compare with, and what it is. */
  readonly mark?: { readonly value: number; readonly text: string };
}

/** Keeps a text readable where a line passes behind it. */
const halo = { stroke: "var(--plot-background)", strokeWidth: 4 } as const;

/** More bars than these are a wall. */
const most = 48;

/** The greatest bars where there are too many, still in order, and a sentence that says so. */
function keepGreatest(bars: readonly Bar[]): { readonly kept: readonly Bar[]; readonly note: string } {
  if (bars.length <= most) return { kept: bars, note: "" };
  const reach = ({ value, until = value }: Bar): number => until;
  const chosen = new Set([...bars].sort((a, b) => reach(b) - reach(a)).slice(0, most));
  return {
    kept: bars.filter((bar) => chosen.has(bar)),
    note: ` The ${most} greatest of ${bars.length}.`,
  };
}

/** Draws bars; text of an SVG file. */
export function drawBars(bars: readonly Bar[], text: ChartText, options: BarOptions): Promise<string> {
  const { kept, note } = keepGreatest(bars);
  const rows = kept.map((bar, index) => ({ ...bar, index, until: bar.until ?? bar.value }));
  const names = rows.map(({ name }) => truncate(name, 34));
  const longest = Math.max(0, ...rows.map(({ text: each }) => textWidth(each)));
  const { mark, label } = options;
  return drawChart({ ...text, subtitle: text.subtitle + note }, (plot) => ({
    height: 70 + rows.length * 18,
    marginLeft: Math.max(40, ...names.map((name) => textWidth(name))) + 24,
    marginRight: longest + 28,
    x: { label, grid: true, tickFormat: "~s", ticks: 6, nice: true },
    y: { label: null, tickSize: 0, tickFormat: (index: number) => names[index] ?? "", padding: 0.25 },
    marks: [
      ...(mark === undefined
        ? []
        : [
            plot.ruleX([mark.value], { stroke: colours.second, strokeWidth: 1.5, strokeDasharray: "4 3" }),
            plot.text([mark.text], {
              x: [mark.value],
              frameAnchor: "top",
              dy: -10,
              fill: colours.second,
              textAnchor: "end",
            }),
          ]),
      plot.barX(rows, { y: "index", x2: "until", x1: "value", fill: colours.first, fillOpacity: 0.4 }),
      plot.barX(rows, { y: "index", x: "value", fill: colours.first }),
      plot.text(rows, {
        y: "index",
        x: "until",
        text: "text",
        textAnchor: "start",
        dx: 6,
        fill: colours.soft,
        ...halo,
      }),
    ],
  }));
}
