/** How each size and count of a network comes about, step by step. */
import type { LayerDerivation } from "../analysis/derive.js";
import type { LayerReport, Report } from "../analysis/report.js";
import { derivationText, printFormula } from "../dim/index.js";
import { countJson, formulaJson, receptiveFieldJson, schemaVersion, typeJson } from "./json.js";
import { countText, timesText } from "./number.js";
import { type Paint, plain } from "./paint.js";
import { padEnd, sanitise, widthOf, wrap } from "./plain-text.js";
import { lectureSizes, shapeCellText } from "./shape-text.js";
import { batchText, titleOf } from "./summary-table.js";

export interface ExplanationOptions {
  readonly width?: number;
  readonly paint?: Paint;
  /** Only this layer, or the layers of this module. */
  readonly layer?: string | undefined;
}

/** The layers that a name means: the layer itself, or all inside the module. */
export function layersNamed(report: Report, name: string | undefined): readonly LayerReport[] {
  if (name === undefined) return report.layers;
  return report.layers.filter((layer) => layer.name === name || layer.modules.some((module) => module.name === name));
}

const axisNames: Readonly<Record<number, readonly string[]>> = {
  2: ["batch", "features"],
  3: ["batch", "axis 1", "axis 2"],
  4: ["batch", "channels", "height", "width"],
  5: ["batch", "channels", "depth", "height", "width"],
};

function axisName(rank: number, axis: number): string {
  return axisNames[rank]?.[axis] ?? `axis ${axis}`;
}

interface ComputedSize {
  readonly node: string;
  readonly op: string;
  readonly rank: number;
  readonly axis: number;
  readonly text: string;
}

/** Only sizes that were computed: one taken over unchanged explains itself. */
function computedSizes({ nodes }: LayerDerivation): readonly ComputedSize[] {
  return nodes.flatMap(({ node, op, outputs }) =>
    outputs.slice(0, 1).flatMap(({ axes }) =>
      axes.flatMap(({ axis, derivation }) => {
        if (derivation.operation === undefined) return [];
        return [{ node, op, rank: axes.length, axis, text: derivationText(derivation) }];
      }),
    ),
  );
}

function derivationOf(derivations: readonly LayerDerivation[], { name }: LayerReport): LayerDerivation {
  return derivations.find(({ layer }) => layer === name) ?? { layer: name, nodes: [] };
}

export function shapeOf(type: LayerReport["inputs"][number] | undefined, report: Report): string {
  const sizes = lectureSizes(type);
  return sizes === undefined ? shapeCellText(type, report.batch) : timesText(sizes);
}

/** Name and text of each line of a layer's explanation. */
export function stepsOf(
  layer: LayerReport,
  derivation: LayerDerivation,
  report: Report,
): readonly (readonly [string, string])[] {
  const sizes = computedSizes(derivation).map(({ op, rank, axis, text }) => {
    const name = axisName(rank, axis);
    return [op === layer.ops[0] ? name : `${name} (${op})`, text] as const;
  });
  const params: readonly (readonly [string, string])[] =
    layer.sharedWith !== undefined
      ? [["params", `shared with ${layer.sharedWith}, counted there`]]
      : layer.params === 0n
        ? []
        : [["params", printFormula(layer.formulas.params, { group: true })]];
  const macs: readonly (readonly [string, string])[] =
    layer.macs === null
      ? [["MACs", "could not be counted"]]
      : layer.macs === 0n
        ? []
        : [["MACs", printFormula(layer.formulas.macs, { hide: ["batch"], group: true })]];
  const fields = layer.receptiveField ?? [];
  const seen = (end: "least" | "greatest"): string =>
    fields
      .map(({ size }) => (Number.isFinite(size[end]) ? String(size[end]) : "all"))
      .reverse()
      .join("×");
  const [least, greatest] = [seen("least"), seen("greatest")];
  const sees = least === greatest ? least : `${least} to ${greatest}`;
  const field: readonly (readonly [string, string])[] =
    fields.length === 0 ? [] : [["sees", `${sees} of ${report.inputs[0]?.name ?? "the input"}`]];
  return [...sizes, ...params, ...macs, ...field];
}

/** The explanation as text without a final line break. */
export function toExplanation(
  report: Report,
  derivations: readonly LayerDerivation[],
  options: ExplanationOptions = {},
): string {
  const { width = 80, paint = plain, layer: wanted } = options;
  const lines = [paint.bold(sanitise(titleOf(report)))];
  if (wanted === undefined) lines.push(...aboutLines(report, width, paint));
  lines.push(paint.dim(`Sizes are width×height×channels; figures are for ${batchText(report.batch)}.`));
  for (const layer of layersNamed(report, wanted)) {
    const [from, to] = [shapeOf(layer.inputs[0], report), shapeOf(layer.outputs[0], report)];
    const note = layer.trainingOnly ? "  training only" : "";
    // Shapes of symbols may be too long for the line of the name.
    const isLong = widthOf(`${layer.name}  ${layer.type}  ${from} → ${to}${note}`) > width;
    const sizes: readonly (readonly [string, string])[] = isLong
      ? [
          ["in", from],
          ["out", to],
        ]
      : [];
    const steps = [...sizes, ...stepsOf(layer, derivationOf(derivations, layer), report)];
    const shapes = isLong ? "" : `  ${from} → ${to}`;
    const head = `${paint.bold(sanitise(layer.name))}  ${paint.cyan(sanitise(layer.type))}`;
    lines.push("", `${head}${shapes}${paint.dim(note)}`);
    const nameWidth = Math.max(0, ...steps.map(([name]) => widthOf(name)));
    for (const [name, text] of steps) {
      const [first = "", ...rest] = wrap(sanitise(text), width - nameWidth - 4);
      lines.push(
        `  ${paint.dim(padEnd(name, nameWidth))}  ${first}`,
        ...rest.map((line) => " ".repeat(nameWidth + 6) + line),
      );
    }
  }
  if (wanted === undefined) {
    const { totals } = report;
    lines.push("", `${paint.bold("Total")}  ${countText(totals.params)} parameters, ${countText(totals.macs)} MACs`);
  }
  return lines.join("\n");
}

/** Description, source and facts, as the specification gives them. */
function aboutLines({ about }: Report, width: number, paint: Paint): readonly string[] {
  const lines: string[] = [];
  if (about.description !== undefined) lines.push(...wrap(sanitise(about.description), width));
  const source = Object.entries(about.source ?? {});
  const nameWidth = Math.max(0, ...source.map(([name]) => widthOf(name)));
  if (source.length > 0) lines.push("");
  for (const [name, value] of source) {
    const [first = "", ...rest] = wrap(sanitise(String(value)), width - nameWidth - 4);
    lines.push(`  ${paint.dim(padEnd(sanitise(name), nameWidth))}  ${first}`);
    lines.push(...rest.map((line) => " ".repeat(nameWidth + 4) + line));
  }
  const facts = about.facts ?? [];
  if (facts.length > 0) lines.push("");
  for (const { text, source: from } of facts) {
    const [first = "", ...rest] = wrap(sanitise(from === undefined ? text : `${text} (${from})`), width - 4);
    lines.push(`  • ${first}`, ...rest.map((line) => `    ${line}`));
  }
  return lines.length === 0 ? [] : [...lines, ""];
}

/** The explanation as data, valid by `schemas/explain.schema.json`. */
export function explanationJson(report: Report, derivations: readonly LayerDerivation[], wanted?: string): object {
  return {
    schemaVersion,
    name: report.name,
    layers: layersNamed(report, wanted).map((layer) => ({
      name: layer.name,
      type: layer.type,
      inputs: layer.inputs.map(typeJson),
      outputs: layer.outputs.map(typeJson),
      sizes: computedSizes(derivationOf(derivations, layer)).map(({ node, op, axis, text }) => ({
        node,
        op,
        axis,
        text,
      })),
      formulas: {
        params: formulaJson(layer.formulas.params),
        macs: layer.macs === null ? null : formulaJson(layer.formulas.macs),
      },
      params: countJson(layer.params),
      macs: countJson(layer.macs),
      receptiveField: receptiveFieldJson(layer),
    })),
  };
}
