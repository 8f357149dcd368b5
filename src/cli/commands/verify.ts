/** `shapewright verify T`: runs a network and says, node by node, whether it is what the analysis says. */
import type { Diagnostic } from "../../diagnostic.js";
import type { ShapedGraph } from "../../infer/index.js";
import type { Table } from "../../report/table.js";
import { planGraph } from "../../run/plan-graph.js";
import { verifyGraph } from "../../run/verify.js";
import { flagOption, type OptionValues, type RunCommand, textOption } from "../command.js";
import { openDevice } from "../devices.js";
import { rerunWithoutAdapter } from "../driver-process.js";
import { type CliIo, type ExitCode, exitCodes } from "../io.js";
import { loadNetwork, type Network } from "../network.js";
import { networkOptions } from "../network-options.js";
import { parseWhole } from "../option-values.js";
import { exitCodeOf, failureTest, reportFindings, textLayout, writeResult } from "../output.js";
import { openWeights } from "../own-weights.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  if (textOption(options, "device") === "webgpu") {
    const status = await rerunWithoutAdapter(io);
    if (status !== undefined) return status as ExitCode;
  }
  const network = await loadNetwork(target, networkOptions(options, io));
  const { shaped, diagnostics } = network;
  const isUnsound = diagnostics.some(({ severity }) => severity === "error");
  const found = shaped === undefined || isUnsound ? [] : await verify(network, shaped, options, io);
  const all = [...diagnostics, ...found];
  reportFindings(all, target, io);
  return exitCode(all, options);
};

/** Codes that mean: it could not be run here, so nothing is decided. */
const undecided: ReadonlySet<string> = new Set(["run/no-device", "run/size-unknown"]);

function exitCode(diagnostics: readonly Diagnostic[], options: OptionValues): ExitCode {
  const code = exitCodeOf(diagnostics, failureTest(options));
  const failures = diagnostics.filter(failureTest(options));
  return code === exitCodes.findings && failures.every((finding) => undecided.has(finding.code))
    ? exitCodes.undecided
    : code;
}

/** Prints what was found; gives the findings. */
async function verify(
  network: Network,
  shaped: ShapedGraph,
  options: OptionValues,
  io: CliIo,
): Promise<readonly Diagnostic[]> {
  const fuse = options.fuse !== false;
  if (flagOption(options, "plan")) {
    const plan = planGraph(shaped, { fuse });
    if (!plan.ok) return plan.diagnostics;
    const { planTable } = await import("../../report/plan-table.js");
    await writeResult(await format(planTable(plan.value), options, io), options, io);
    return plan.diagnostics;
  }
  const device = await openDevice(textOption(options, "device") ?? "reference");
  if (!device.ok) return device.diagnostics;
  const seed = parseWhole("--seed", textOption(options, "seed") ?? "1", 0);
  const weights = openWeights(network, seed);
  const verified = await verifyGraph(shaped, {
    fuse,
    seed,
    weightOf: weights.weightOf,
    ...(device.value !== undefined && { device: device.value }),
    ...(io.signal !== undefined && { signal: io.signal }),
    ...(io.columns !== undefined && { onProgress: progressOn(io) }),
  });
  weights.close();
  device.value?.executor.dispose();
  if (!verified.ok) return verified.diagnostics;
  const { verifyTable, verifyJson } = await import("../../report/verify-table.js");
  if (textOption(options, "format") === "json") {
    const { printJson } = await import("../../report/json.js");
    await writeResult(printJson(verifyJson(verified.value)), options, io);
  } else await writeResult(await format(verifyTable(verified.value), options, io), options, io);
  return [...weights.findings(), ...verified.value.diagnostics];
}

/** Steps done and time left, on one line of a terminal that goes when it is done. */
function progressOn(io: CliIo): (done: number, total: number) => void {
  const start = Date.now();
  return (done, total) => {
    const left = Math.round(((Date.now() - start) / done) * (total - done) * 1e-3);
    const clear = "\r\u001b[K";
    io.stderr(done === total ? clear : `${clear}step ${done} of ${total}, ${left} s left`);
  };
}

async function format(table: Table, options: OptionValues, io: CliIo): Promise<string> {
  if (textOption(options, "format") === "markdown") {
    return `${(await import("../../report/markdown-table.js")).renderMarkdown(table)}\n`;
  }
  return `${(await import("../../report/text-table.js")).renderText(table, textLayout(options, io))}\n`;
}
