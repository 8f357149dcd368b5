/** Charts as SVG text: of a report, of a diagnosis, of a function. */
export { chartActivation } from "./activation-chart.js";
export { chartGradients, chartSpread } from "./diagnosis-charts.js";
export { drawHistograms } from "./histograms.js";
export { drawLines } from "./lines.js";
export { chartCounts, chartMemory, chartReceptiveField } from "./report-charts.js";
