/** A report as JSON: numbers up to 2^53 - 1 as integers, greater ones as decimal strings, symbolic ones as `{ expr }`. */
import { definitions } from "../analysis/definitions.js";
import type { LayerReport, Report, ValidInputs } from "../analysis/report.js";
import type { Diagnostic } from "../diagnostic.js";
import { type Count, constraintText, type Dim, type Formula, printFormula, text } from "../dim/index.js";
import type { Findings } from "./diagnostic-report.js";

/** Raised when a field changes its meaning or goes; new fields do not raise it. */
export const schemaVersion = 1;

export type CountJson = number | string | { readonly expr: string } | null;

const largest = BigInt(Number.MAX_SAFE_INTEGER);

/** A count, null where it is not known. */
export function countJson(count: Count | null): CountJson {
  if (count === null) return null;
  if (typeof count !== "bigint") return { expr: text(count) };
  return count <= largest && count >= -largest ? Number(count) : String(count);
}

/** A size: an integer, the text of a symbolic one, null for an unknown one. */
export function dimJson(dim: Dim | null): number | string | null {
  return dim === null || typeof dim === "number" ? dim : text(dim);
}

type TypeOf = LayerReport["inputs"][number];

export function typeJson({ dtype, shape }: TypeOf): {
  dtype: string;
  shape: readonly (number | string | null)[] | null;
} {
  return { dtype, shape: shape === null ? null : shape.map(dimJson) };
}

/** Infinity has no JSON: a field that covers everything is null. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function rangeJson({ least, greatest }: { readonly least: number; readonly greatest: number }): object {
  return { least: finite(least), greatest: finite(greatest) };
}

export function formulaJson(formula: Formula): string {
  return printFormula(formula, { hide: ["batch"] });
}

export function receptiveFieldJson({ receptiveField }: LayerReport): readonly object[] | null {
  if (receptiveField === undefined || receptiveField === null) return null;
  return receptiveField.map(({ axis, size, jump, start }) => ({
    axis,
    size: rangeJson(size),
    jump: rangeJson(jump),
    start: rangeJson(start),
  }));
}

function layerJson(layer: LayerReport): object {
  const { window } = layer;
  return {
    name: layer.name,
    type: layer.type,
    path: layer.modules.map(({ name }) => name),
    op: layer.ops[0] ?? null,
    ops: layer.ops,
    inputs: layer.inputs.map(typeJson),
    outputs: layer.outputs.map(typeJson),
    kernel: window?.kernel ?? null,
    stride: window?.stride ?? null,
    padding: window?.padding ?? null,
    dilation: window?.dilation ?? null,
    params: countJson(layer.params),
    trainableParams: countJson(layer.trainableParams),
    buffers: countJson(layer.buffers),
    macs: countJson(layer.macs),
    flops: countJson(layer.flops),
    weightBytes: countJson(layer.weightBytes),
    activationBytes: countJson(layer.activationBytes),
    trainingOnly: layer.trainingOnly,
    sharedWith: layer.sharedWith ?? null,
    receptiveField: receptiveFieldJson(layer),
    formulas: {
      params: formulaJson(layer.formulas.params),
      macs: layer.macs === null ? null : formulaJson(layer.formulas.macs),
    },
  };
}

/** The tensors by name: what kind each is, its element type and shape. */
function tensorsJson(report: Report): object {
  const kinds = new Map<string, string>();
  for (const { weights } of report.layers) for (const { name, kind } of weights) kinds.set(name, kind);
  for (const { name } of report.inputs) kinds.set(name, "input");
  for (const { name } of report.outputs) kinds.set(name, "output");
  return Object.fromEntries(
    [...report.tensors].map(([name, type]) => [name, { kind: kinds.get(name) ?? "activation", ...typeJson(type) }]),
  );
}

export interface JsonOptions {
  /** The sizes for which the network is valid, where they were looked for. */
  readonly validInputs?: ValidInputs | undefined;
  /** Lists every tensor too. */
  readonly tensors?: boolean;
}

/** The report as plain data, valid by `schemas/report.schema.json`. */
export function reportJson(report: Report, { validInputs, tensors = false }: JsonOptions = {}): object {
  const { totals, coverage } = report;
  return {
    schemaVersion,
    name: report.name,
    title: report.about.title ?? null,
    source: report.source ?? null,
    ...(report.runtime !== undefined && { runtime: report.runtime }),
    batch: dimJson(report.batch),
    inputs: report.inputs.map(({ name, type }) => ({ name, type: typeJson(type) })),
    outputs: report.outputs.map(({ name, type, trainingOnly }) => ({ name, type: typeJson(type), trainingOnly })),
    totals: {
      params: countJson(totals.params),
      trainableParams: countJson(totals.trainableParams),
      trainingOnlyParams: countJson(totals.trainingOnlyParams),
      buffers: countJson(totals.buffers),
      macs: countJson(totals.macs),
      trainingOnlyMacs: countJson(totals.trainingOnlyMacs),
      flops: countJson(totals.flops),
      flopsByKind: Object.fromEntries(
        Object.entries(totals.flopsByKind).map(([kind, count]) => [kind, countJson(count ?? null)]),
      ),
      weightBytes: countJson(totals.weightBytes),
      activationBytes: countJson(totals.activationBytes),
      peakActivationBytes: countJson(totals.peakActivationBytes),
    },
    layerCounts: report.layerCounts,
    coverage: {
      complete: coverage.complete,
      counted: coverage.counted,
      total: coverage.total,
      uncounted: coverage.uncounted,
    },
    definitions,
    validInputs: validInputs ?? null,
    layers: report.layers.map(layerJson),
    constraints: report.constraints.map((constraint) => ({
      text: constraintText(constraint),
      because: constraint.because,
      node: constraint.node ?? null,
    })),
    unknowns: report.unknowns,
    ...(tensors && { tensors: tensorsJson(report) }),
    diagnostics: report.diagnostics.map(diagnosticJson),
  };
}

/** A finding as data; its text is in `message`. */
export function diagnosticJson(finding: Diagnostic): Record<string, unknown> {
  return finding.toJSON();
}

/** What `check` found in each target; `isFailure` decides `ok`. Valid by `schemas/check.schema.json`. */
export function checkJson(targets: readonly Findings[], isFailure: (finding: Diagnostic) => boolean): object {
  const listed = targets.map(({ target, diagnostics, report }) => ({
    target,
    ok: !diagnostics.some(isFailure),
    ...(report?.runtime !== undefined && { runtime: report.runtime }),
    diagnostics: diagnostics.map(diagnosticJson),
  }));
  return { schemaVersion, ok: listed.every(({ ok }) => ok), targets: listed };
}

/** Data as text: indented, ended by a line break. */
export function printJson(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`;
}

/** The report as JSON text, valid by `schemas/report.schema.json`. */
export function toJson(report: Report, options: JsonOptions = {}): string {
  return printJson(reportJson(report, options));
}
