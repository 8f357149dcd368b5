/** Reports: from what an analysis found to text, Markdown, CSV, JSON, HTML and LaTeX. */
export { defaultColumns, summaryColumns } from "./columns.js";
export { conventionTable } from "./convention-table.js";
export { toCsv } from "./csv-table.js";
export { type Findings, type FindingTextOptions, findingsText } from "./diagnostic-report.js";
export { type ExplanationOptions, toExplanation } from "./explanation.js";
export { toGithubAnnotations } from "./github-annotations.js";
export { toHtml } from "./html-page.js";
export { type JsonOptions, reportJson, toJson } from "./json.js";
export { toJunit } from "./junit.js";
export { toLatex } from "./latex-table.js";
export { toMarkdown } from "./markdown-table.js";
export { type OverviewOptions, toOverview } from "./overview.js";
export type { Paint } from "./paint.js";
export { toSarif } from "./sarif.js";
export type { Cell, Column, Row, Table } from "./table.js";
export { type Style, type TableOptions, tableOf } from "./tables.js";
export { toText } from "./text-table.js";
