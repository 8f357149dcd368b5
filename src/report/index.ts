/** Reports: from what an analysis found to text, Markdown, CSV, JSON, HTML and LaTeX. */
export { defaultColumns, summaryColumns } from "./columns.js";
export { conventionNote, conventionTable } from "./convention-table.js";
export { renderCsv } from "./csv-table.js";
export {
  countFindings,
  type Findings,
  type FindingTextOptions,
  findingsText,
} from "./diagnostic-report.js";
export { explanationJson, layersNamed, toExplanation } from "./explanation.js";
export { toGithubAnnotations } from "./github-annotations.js";
export { checkJson, type JsonOptions, printJson, reportJson, schemaVersion } from "./json.js";
export { toJunit } from "./junit.js";
export { renderLatex } from "./latex-table.js";
export { type ListEntry, listJson, listTable } from "./list.js";
export { renderMarkdown } from "./markdown-table.js";
export { bytesText, countText, plural, shortCount } from "./number.js";
export { toOverview } from "./overview.js";
export { type Paint, plain } from "./paint.js";
export { sanitise } from "./plain-text.js";
export {
  type Style,
  styles,
  type TableOptions,
  tableOf,
  toCsv,
  toHtml,
  toLatex,
  toMarkdown,
  toText,
} from "./render.js";
export { toSarif } from "./sarif.js";
export type { Table } from "./table.js";
export { renderText, type TextOptions } from "./text-table.js";
