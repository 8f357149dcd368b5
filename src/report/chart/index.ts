/** Charts as SVG text: of a report, of a diagnosis, of a function. */
export { type Bar, type BarOptions, drawBars } from "./bars.js";
export type { ChartText } from "./frame.js";
export { drawHistograms, type Histogram } from "./histograms.js";
export { drawLines, type LineOptions, type Series } from "./lines.js";
export { chartCounts, chartMemory, chartReceptiveField, type LiveBytes } from "./report-charts.js";
