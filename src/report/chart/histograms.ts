/** What each layer's activations look like: one small histogram a layer, one below the other, on a common axis. */
import { truncate } from "../plain-text.js";
import { type ChartText, colours, drawChart, textWidth } from "./frame.js";

/** Counts of values in bins of equal width from `low` to `high`. */
export interface Histogram {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly counts: readonly number[];
}

/** More rows than these are evenly thinned out. */
const most = 24;

/** Draws histograms; text of an SVG file. Each row is scaled to its own fullest bin. */
export function drawHistograms(all: readonly Histogram[], text: ChartText, label: string): Promise<string> {
  const stride = Math.ceil(all.length / most);
  const kept = all.filter((_, index) => index % stride === 0);
  const note = stride > 1 ? ` Every ${stride}th of ${all.length} layers.` : "";
  const names = kept.map(({ name }) => truncate(name, 28));
  const bins = kept.flatMap(({ low, high, counts }, row) => {
    const fullest = Math.max(1, ...counts);
    const width = (high - low) / Math.max(1, counts.length);
    return counts.map((count, bin) => ({
      row,
      x1: low + bin * width,
      x2: low + (bin + 1) * width,
      height: count / fullest,
    }));
  });
  return drawChart({ ...text, subtitle: text.subtitle + note }, (plot) => ({
    height: 70 + kept.length * 34,
    marginLeft: Math.max(40, ...names.map((name) => textWidth(name))) + 24,
    x: { label, grid: true, nice: true },
    y: { axis: null, domain: [0, 1] },
    fy: { label: null, padding: 0.15, tickFormat: (row: number) => names[row] ?? "", axis: "left" },
    marks: [
      plot.rectY(bins, { fy: "row", x1: "x1", x2: "x2", y: "height", fill: colours.first, inset: 0.3 }),
      plot.ruleY([0], { stroke: colours.line }),
    ],
  }));
}
