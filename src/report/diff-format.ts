/** A diff of two networks as text, as Markdown for a pull request's comment, and as JSON. */
import { diffFigures, growthOf, type LayerDiff, type NetworkDiff } from "../analysis/diff/diff.js";
import type { LayerReport } from "../analysis/report.js";
import { type DiffOptions, diffLayersTable, diffTotalsTable } from "./diff-table.js";
import { countJson, schemaVersion, typeJson } from "./json.js";
import { renderMarkdown } from "./markdown-table.js";
import { plural } from "./number.js";
import { renderText, type TextOptions } from "./text-table.js";

/** Ended by a line break. */
export function diffText(diff: NetworkDiff, options: DiffOptions & TextOptions): string {
  const layers = diffLayersTable(diff, options);
  const tables = [diffTotalsTable(diff, options), ...(layers === undefined ? [] : [layers])];
  return `${tables.map((table) => renderText(table, options)).join("\n\n")}\n`;
}

/** Tables of more rows are folded away. */
const mostOpenRows = 12;

/** Ended by a line break. */
export function diffMarkdown(diff: NetworkDiff, options: DiffOptions): string {
  const totals = renderMarkdown(diffTotalsTable(diff, options));
  const layers = diffLayersTable(diff, options);
  if (layers === undefined) return `${totals}\n`;
  const table = renderMarkdown(layers);
  if (layers.rows.length <= mostOpenRows) return `${totals}\n\n${table}\n`;
  const count = diff.changed.length + diff.removed.length + diff.added.length;
  const summary = `<summary>${plural(count, "layer differs", "layers differ")}</summary>`;
  return `${totals}\n\n<details>${summary}\n\n${table}\n\n</details>\n`;
}

/** Valid by `schemas/diff.schema.json`. */
export function diffJson(diff: NetworkDiff, { names }: DiffOptions): object {
  const { granularity, equal, matched, boundary, changed, removed, added, foldedNorms } = diff;
  const totals = diffFigures.map((figure) => {
    const total = diff.totals[figure];
    const growth = growthOf(total);
    const [a, b, change] = [total.a, total.b, total.change].map(countJson);
    return [figure, { a, b, change, growth: growth !== undefined && Number.isFinite(growth) ? growth : null }];
  });
  return {
    schemaVersion,
    a: { name: diff.a.name, source: names[0] },
    b: { name: diff.b.name, source: names[1] },
    granularity,
    equal,
    totals: Object.fromEntries(totals),
    boundary,
    matched,
    changed: changed.map(changedJson),
    removed: removed.map(layerJson),
    added: added.map(layerJson),
    foldedNorms: { a: foldedNorms.inA.map(({ name }) => name), b: foldedNorms.inB.map(({ name }) => name) },
  };
}

function changedJson({ a, b, changes, follows, folded }: LayerDiff): object {
  return { a: layerJson(a), b: layerJson(b), changes, follows, folded };
}

function layerJson({ name, type, outputs, params, macs }: LayerReport): object {
  return { name, type, outputs: outputs.map(typeJson), params: countJson(params), macs: countJson(macs) };
}
