/** `shapewright diagnose T`: whether signals and gradients vanish, explode or stay symmetric before training begins. */
import type { Diagnostic } from "../../diagnostic.js";
import { type Diagnosis, diagnoseGraph } from "../../train/diagnosis.js";
import type { LossName } from "../../train/loss.js";
import { type OptionValues, type RunCommand, textOption } from "../command.js";
import type { CliIo } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { parseWhole } from "../option-values.js";
import { exitCodeOf, failureTest, reportFindings, textLayout, writeResult } from "../output.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  const { found, diagnosis } = await diagnose(target, options, io);
  if (diagnosis !== undefined) await print(diagnosis, options, io);
  reportFindings(found, target, io);
  return exitCodeOf(found, failureTest(options));
};

interface Outcome {
  readonly found: readonly Diagnostic[];
  readonly diagnosis?: Diagnosis;
}

/** Images in a batch where nobody says: enough for batch statistics, few enough for a large network. */
const usualBatch = 16;

async function diagnose(target: string, options: OptionValues, io: CliIo): Promise<Outcome> {
  const network = networkOptions(options, io);
  const written = textOption(options, "batch");
  const batch = written === undefined ? usualBatch : parseWhole("--batch", written, 1);
  const { shaped, diagnostics } = await loadNetwork(target, { ...network, sizes: { N: batch, ...network.sizes } });
  if (shaped === undefined || diagnostics.some(({ severity }) => severity === "error")) return { found: diagnostics };
  const seed = textOption(options, "seed");
  const loss = textOption(options, "loss") as LossName | undefined;
  const result = await diagnoseGraph(shaped, {
    loss,
    ...(seed !== undefined && { seed: parseWhole("--seed", seed, 0) }),
    ...(io.signal !== undefined && { signal: io.signal }),
  });
  const found = [...diagnostics, ...result.diagnostics];
  return result.ok ? { found, diagnosis: result.value } : { found };
}

async function print(diagnosis: Diagnosis, options: OptionValues, io: CliIo): Promise<void> {
  const { diagnosisTable, diagnosisJson } = await import("../../report/diagnosis-table.js");
  const format = textOption(options, "format");
  if (format === "json") {
    const { printJson } = await import("../../report/json.js");
    await writeResult(printJson(diagnosisJson(diagnosis)), options, io);
    return;
  }
  const table = diagnosisTable(diagnosis);
  const text =
    format === "markdown"
      ? (await import("../../report/markdown-table.js")).renderMarkdown(table)
      : (await import("../../report/text-table.js")).renderText(table, textLayout(options, io));
  await writeResult(`${text}\n`, options, io);
}
