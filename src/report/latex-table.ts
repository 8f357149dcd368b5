/** A table as LaTeX with booktabs rules, to be included in a document: needs booktabs (and longtable beyond a page) and UTF-8. */
import type { Report } from "../analysis/report.js";
import { alikeText, fullTitle, nameWithAlike, type Row, type Table } from "./table.js";
import { type TableOptions, tablesOf } from "./tables.js";

const special: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  "×": "\\ensuremath{\\times}",
  "·": "\\ensuremath{\\cdot}",
  "−": "\\ensuremath{-}",
  "→": "\\ensuremath{\\rightarrow}",
  "≥": "\\ensuremath{\\geq}",
  "≤": "\\ensuremath{\\leq}",
  "∞": "\\ensuremath{\\infty}",
  "…": "\\ldots{}",
  "–": "--",
};

/** Text with every character that TeX would act on written out. */
export function escapeLatex(text: string): string {
  return text.replace(/[\\{}$&#%_^~<>|×·−→≥≤∞…–]|\p{Cc}/gu, (found) => special[found] ?? " ");
}

function cellsOf(row: Row, table: Table): string {
  const typeIndex = table.columns.findIndex(({ key }) => key === "type");
  const cells = row.cells.map((cell, index) => {
    const note = row.alike !== undefined && index === Math.max(typeIndex, 0) ? ` (${alikeText(row.alike)})` : "";
    const text = escapeLatex((index === 0 ? nameWithAlike(cell.text, row.alike) : cell.text) + note);
    return index === 0 && row.level > 0 ? `\\hspace{${row.level}em}${text}` : text;
  });
  return `  ${cells.join(" & ").trimEnd()} \\\\`;
}

/** Column titles; those that share a heading stand under it. */
function headerLines(table: Table): readonly string[] {
  const { columns } = table;
  if (!columns.some(({ group }) => group !== undefined)) {
    return [`  ${columns.map((column) => escapeLatex(fullTitle(column))).join(" & ")} \\\\`];
  }
  const groups: string[] = [];
  const rules: string[] = [];
  for (let index = 0; index < columns.length; ) {
    const group = columns[index]?.group;
    let span = 1;
    while (group !== undefined && columns[index + span]?.group === group) span++;
    groups.push(group === undefined ? "" : `\\multicolumn{${span}}{c}{${escapeLatex(group)}}`);
    if (group !== undefined) rules.push(`\\cmidrule(lr){${index + 1}-${index + span}}`);
    index += span;
  }
  return [
    `  ${groups.join(" & ")} \\\\`,
    `  ${rules.join(" ")}`,
    `  ${columns.map(({ title }) => escapeLatex(title)).join(" & ")} \\\\`,
  ];
}

/** Rows that fit a page: a longer table has to break over pages. */
const mostRows = 45;

/** Renders a `table` (a `longtable` beyond a page): caption, rules at top, middle and bottom, the notes in small print. */
export function renderLatex(table: Table): string {
  const total = table.rows.findIndex((row) => row.kind === "total");
  const lines = table.rows.map((row) => cellsOf(row, table));
  if (total >= 0) lines.splice(total, 0, "  \\midrule");
  const columns = table.columns.map(({ align }) => align[0]).join("");
  const caption = `  \\caption{${escapeLatex(table.title)}}`;
  const head = ["  \\toprule", ...headerLines(table), "  \\midrule"];
  const notes = table.notes.map((note) => `  \\par\\smallskip{\\footnotesize ${escapeLatex(note)}}`);
  if (table.rows.length > mostRows) {
    return [
      "% \\usepackage{booktabs,longtable}",
      "{\\small",
      `\\begin{longtable}{${columns}}`,
      `${caption} \\\\`,
      ...head,
      "  \\endhead",
      ...lines,
      "  \\bottomrule",
      "\\end{longtable}",
      ...notes,
      "}",
    ].join("\n");
  }
  return [
    "% \\usepackage{booktabs}",
    "\\begin{table}",
    "  \\centering\\small",
    caption,
    `  \\begin{tabular}{${columns}}`,
    ...head,
    ...lines,
    "  \\bottomrule",
    "  \\end{tabular}",
    ...notes,
    "\\end{table}",
  ].join("\n");
}

/** The tables of a report with booktabs rules, ended by a line break. */
export function toLatex(report: Report, options: TableOptions = {}): string {
  return `${tablesOf(report, options).map(renderLatex).join("\n\n")}\n`;
}
