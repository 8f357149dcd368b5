/** `shapewright diagnose T`: whether signals and gradients vanish, explode or stay symmetric before training begins. */
import type { Diagnostic, Result } from "../../diagnostic.js";
import { inferShapes, type ShapedGraph } from "../../infer/index.js";
import type { Table } from "../../report/table.js";
import { planGraph } from "../../run/plan-graph.js";
import { narrowSpec } from "../../spec/narrower.js";
import { type DiagnosisLine, type Sweep, summariseDiagnosis, summariseSweep } from "../../train/comparison.js";
import { applyCure, cureNames, isCure } from "../../train/cures.js";
import { type DiagnoseOptions, type Diagnosis, diagnoseGraph, usualBatch } from "../../train/diagnosis.js";
import type { LossName } from "../../train/loss.js";
import { type OptionValues, type RunCommand, textOption } from "../command.js";
import { type CliIo, UsageError } from "../io.js";
import { loadNetwork, type NetworkOptions } from "../network.js";
import { networkOptions } from "../network-options.js";
import { parseRange, parseWhole } from "../option-values.js";
import { exitCodeOf, failureTest, reportFindings, textLayout, writeResult } from "../output.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  if (textOption(options, "steps") !== undefined)
    return (await import("../probe.js")).runProbeCommand(target, options, io);
  const request = readRequest(target, options, io);
  const base = await load(request, {});
  const { shaped } = base;
  const outcome = shaped === undefined ? undefined : await diagnoseGraph(shaped, request.diagnose);
  const found = [...base.diagnostics, ...(outcome?.diagnostics ?? [])];
  if (shaped !== undefined && outcome?.ok) {
    const variants = await tryCures(request, shaped, outcome.value);
    const sweep = await sweepParameter(request);
    const others = [...(variants?.diagnostics ?? []), ...(sweep?.diagnostics ?? [])];
    await print({ diagnosis: outcome.value, variants: variants?.lines, sweep: sweep?.sweep }, options, io);
    found.push(...others);
  }
  reportFindings(found, target, io);
  return exitCodeOf(found, failureTest(options));
};

/** What the options ask for. */
interface Request {
  readonly target: string;
  readonly network: NetworkOptions;
  readonly diagnose: DiagnoseOptions;
  readonly cures: readonly (readonly string[])[];
  readonly sweep: { readonly parameter: string; readonly values: readonly number[] } | undefined;
}

/** The length to which `clip` shortens all gradients together. */
const clipLength = 1;
/** Cures that are no change of the graph. */
const others = ["clip", "narrower"];

function readRequest(target: string, options: OptionValues, io: CliIo): Request {
  const network = networkOptions(options, io);
  const [batch, seed] = [textOption(options, "batch"), textOption(options, "seed")];
  const size = batch === undefined ? usualBatch : parseWhole("--batch", batch, 1);
  const written = textOption(options, "try");
  const cures = written === undefined ? [] : written.split(",").map((part) => part.trim().split("+"));
  const unknown = cures.flat().find((word) => !isCure(word) && !others.includes(word));
  if (unknown !== undefined) {
    throw new UsageError(`--try: there is no cure "${unknown}"`, `there are ${[...cureNames, ...others].join(", ")}`);
  }
  const sweep = textOption(options, "sweep");
  return {
    target,
    network: { ...network, sizes: { N: size, ...network.sizes } },
    diagnose: {
      loss: textOption(options, "loss") as LossName | undefined,
      ...(seed !== undefined && { seed: parseWhole("--seed", seed, 0) }),
      ...(io.signal !== undefined && { signal: io.signal }),
    },
    cures,
    sweep: sweep === undefined ? undefined : parseRange("--sweep", sweep),
  };
}

interface Loaded {
  readonly shaped?: ShapedGraph;
  readonly diagnostics: readonly Diagnostic[];
}

async function load({ target, network }: Request, more: Partial<NetworkOptions>): Promise<Loaded> {
  const { shaped, diagnostics } = await loadNetwork(target, { ...network, ...more });
  const isSound = diagnostics.every(({ severity }) => severity !== "error");
  return { diagnostics, ...(isSound && shaped !== undefined && { shaped }) };
}

interface Variant {
  readonly name: string;
  readonly line: DiagnosisLine;
}

/** The network as it is and with every cure; what kept one from being tried is in the findings. */
async function tryCures(request: Request, shaped: ShapedGraph, diagnosis: Diagnosis) {
  if (request.cures.length === 0) return undefined;
  const lines: Variant[] = [{ name: "as it is", line: summariseDiagnosis(diagnosis) }];
  const diagnostics: Diagnostic[] = [];
  for (const words of request.cures) {
    const name = words.join(" + ");
    const cured = await cure(request, shaped, words);
    const clip = words.includes("clip") ? clipLength : undefined;
    const result = cured.ok ? await diagnoseGraph(cured.value, request.diagnose) : cured;
    if (result.ok) lines.push({ name, line: summariseDiagnosis(result.value, clip) });
    else diagnostics.push(...result.diagnostics.map((finding) => finding.at({ because: `with ${name}` })));
  }
  return { lines, diagnostics };
}

async function cure(request: Request, shaped: ShapedGraph, words: readonly string[]): Promise<Result<ShapedGraph>> {
  let current = shaped;
  if (words.includes("narrower")) {
    const loaded = await load(request, { change: narrowSpec });
    if (loaded.shaped === undefined) return { ok: false, diagnostics: loaded.diagnostics };
    current = loaded.shaped;
  }
  for (const word of words) {
    const plan = isCure(word) ? planGraph(current, { fuse: false }) : undefined;
    if (plan === undefined || !isCure(word)) continue;
    const graph = plan.ok ? applyCure(current, plan.value, word) : undefined;
    if (graph === undefined) throw new UsageError(`--try ${word}: there is nothing in this network that it changes`);
    const inferred = inferShapes(graph, current.registry);
    if (!inferred.ok) return { ok: false, diagnostics: inferred.diagnostics };
    current = inferred.value;
  }
  return { ok: true, value: current, diagnostics: [] };
}

async function sweepParameter(request: Request) {
  if (request.sweep === undefined) return undefined;
  const { parameter, values } = request.sweep;
  const points: Sweep["points"][number][] = [];
  const diagnostics: Diagnostic[] = [];
  for (const value of values) {
    const loaded = await load(request, { parameters: { [parameter]: value } });
    const result = loaded.shaped === undefined ? undefined : await diagnoseGraph(loaded.shaped, request.diagnose);
    if (result?.ok) points.push({ value, ...summariseDiagnosis(result.value) });
    else {
      diagnostics.push(...(result?.diagnostics ?? loaded.diagnostics));
      break;
    }
  }
  return { sweep: summariseSweep(parameter, points), diagnostics };
}

interface Printed {
  readonly diagnosis: Diagnosis;
  readonly variants: readonly Variant[] | undefined;
  readonly sweep: Sweep | undefined;
}

async function print({ diagnosis, variants, sweep }: Printed, options: OptionValues, io: CliIo): Promise<void> {
  const { diagnosisTable, diagnosisJson } = await import("../../report/diagnosis-table.js");
  const format = textOption(options, "format");
  if (format === "json") {
    const { printJson } = await import("../../report/json.js");
    await writeResult(printJson(diagnosisJson(diagnosis, variants, sweep)), options, io);
    return;
  }
  const { cureTable, sweepTable } = await import("../../report/comparison-table.js");
  const tables = [
    sweep === undefined ? diagnosisTable(diagnosis) : sweepTable(diagnosis.name, sweep),
    ...(variants === undefined ? [] : [cureTable(diagnosis.name, variants)]),
  ];
  const texts = await Promise.all(tables.map((table) => render(table, format, options, io)));
  await writeResult(`${texts.join("\n\n")}\n`, options, io);
}

async function render(table: Table, format: string | undefined, options: OptionValues, io: CliIo): Promise<string> {
  if (format === "markdown") return (await import("../../report/markdown-table.js")).renderMarkdown(table);
  return (await import("../../report/text-table.js")).renderText(table, textLayout(options, io));
}
