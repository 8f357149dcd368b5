/** One screen about a network: what goes in and out, the verdict, the figures, the costliest parts, what to run next. */
import type { Report, ValidInputs } from "../analysis/report.js";
import { countFindings, findingText, foldFindings } from "./diagnostic-report.js";
import { citation } from "./list.js";
import { compareCounts, countText, plural, shareText } from "./number.js";
import { boundaryFacts, type Fact, figureFacts } from "./overview-facts.js";
import { type Paint, plain } from "./paint.js";
import { padEnd, padStart, sanitise, truncate, widthOf, wrap } from "./plain-text.js";
import { buildTree, type Entry, entryOf, type Tree } from "./row-tree.js";
import { coverageText, titleOf } from "./summary-table.js";

export interface OverviewOptions {
  readonly width?: number;
  readonly paint?: Paint;
  readonly validInputs?: ValidInputs | undefined;
  /** What the user called the network, for the commands to run next. */
  readonly target?: string;
}

/** Opens the costliest module until there are enough parts to compare. */
function costliest(report: Report, count: number): readonly Entry[] {
  const parts: { tree: Tree; entry: Entry }[] = [];
  const push = (trees: readonly Tree[]): void => {
    for (const tree of trees) {
      const entry = entryOf(tree, "");
      if (entry !== undefined) parts.push({ tree, entry });
    }
    parts.sort((a, b) => compareCounts(b.entry.figures.macs, a.entry.figures.macs));
  };
  push(buildTree(report));
  while (parts.length < count) {
    const index = parts.findIndex(({ tree }) => tree.kind === "branch");
    const opened = parts[index]?.tree;
    if (opened?.kind !== "branch") break;
    parts.splice(index, 1);
    push(opened.children);
  }
  return parts.map(({ entry }) => entry).slice(0, count);
}

function costliestLines(report: Report, width: number, paint: Paint): readonly string[] {
  const { totals } = report;
  const entries = costliest(report, 5).filter(({ figures }) => figures.macs !== 0n || figures.params !== 0n);
  if (entries.length === 0) return [];
  const rows = entries.map(({ path, type, figures }) => [
    sanitise(path),
    sanitise(type),
    countText(figures.macs),
    shareText(figures.macs, totals.macs),
    countText(figures.params),
    shareText(figures.params, totals.params),
  ]);
  const header = ["Costliest", "", "MACs", "%", "Params", "%"];
  const widths = header.map((title, i) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i] ?? ""))));
  const gaps = [2, 2, 2, 1, 2, 1];
  const total = widths.reduce((sum, w, i) => sum + w + (gaps[i] ?? 0), 0);
  const nameWidth = Math.max(10, (widths[0] ?? 0) - Math.max(0, total - width));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => {
        const w = i === 0 ? nameWidth : (widths[i] ?? 0);
        const text = truncate(cell, w);
        return " ".repeat(gaps[i] ?? 0) + (i < 2 ? padEnd(text, w) : padStart(text, w));
      })
      .join("");
  return [paint.bold(line(header)), ...rows.map(line)];
}

function verdictLines(report: Report, options: Required<Pick<OverviewOptions, "width" | "paint">>): readonly string[] {
  const { diagnostics } = report;
  const { paint } = options;
  const worst = diagnostics.some(({ severity }) => severity === "error");
  const counted = countFindings(diagnostics);
  const verdict = worst ? paint.red(`✗ not sound: ${counted}`) : paint.green(`✓ sound: ${counted}`);
  const folded = foldFindings(diagnostics);
  const shown = folded.slice(0, 5).flatMap((finding) =>
    findingText(finding, options)
      .split("\n")
      .map((line) => `  ${line}`),
  );
  const more = folded.length > 5 ? [paint.dim(`  ${plural(folded.length - 5, "finding")} more: run check`)] : [];
  return [`  ${verdict}`, ...shown, ...more];
}

/** The overview without a final line break. */
export function toOverview(report: Report, options: OverviewOptions = {}): string {
  const { width = 80, paint = plain, validInputs, target = report.name } = options;
  const { description, source } = report.about;
  const boundary = boundaryFacts(report, validInputs);
  const figures = figureFacts(report);
  const nameWidth = Math.max(...[...boundary, ...figures].map(({ name }) => widthOf(name)));
  const cited = citation(source ?? {});
  const costs = costliestLines(report, width, paint);
  return [
    `${paint.bold(sanitise(titleOf(report)))}${cited === "" ? "" : paint.dim(`  ${sanitise(cited)}`)}`,
    ...(description === undefined ? [] : wrap(sanitise(description), width).map(paint.dim)),
    "",
    ...verdictLines(report, { width: width - 2, paint }),
    "",
    ...factLines(boundary, nameWidth, width, paint),
    "",
    ...factLines(figures, nameWidth, width, paint),
    "",
    ...costs,
    ...(costs.length === 0 ? [] : [""]),
    ...wrap(sanitise(coverageText(report)), width, "  ").map(paint.dim),
    ...wrap(sanitise(`Next: shapewright summary ${target} (or explain, or check)`), width, "  ").map(paint.dim),
  ].join("\n");
}

/** Names, values and glosses in columns; figures stand right-aligned under each other. */
function factLines(facts: readonly Fact[], nameWidth: number, width: number, paint: Paint): readonly string[] {
  const glossed = facts.filter(({ gloss }) => gloss !== undefined);
  const valueWidth = Math.max(0, ...glossed.map(({ value }) => widthOf(value)));
  const aligned = glossed.length === facts.length && nameWidth + valueWidth + 45 <= width;
  return facts.flatMap(({ name, value, gloss }) => {
    const label = `  ${paint.dim(padEnd(name, nameWidth))}  `;
    if (aligned) return [`${label}${padStart(sanitise(value), valueWidth)}  ${paint.dim(gloss ?? "")}`];
    const [first = "", ...rest] = wrap(
      sanitise(gloss === undefined ? value : `${value}, ${gloss}`),
      width - nameWidth - 4,
    );
    return [label + first, ...rest.map((line) => " ".repeat(nameWidth + 4) + line)];
  });
}
