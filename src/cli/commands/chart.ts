/** `shapewright chart T --kind K`: a picture of a network as SVG. */
import { liveActivations } from "../../analysis/memory.js";
import type { Report } from "../../analysis/report.js";
import type { ShapedGraph } from "../../infer/index.js";
import { type OptionValues, type RunCommand, textOption } from "../command.js";
import { type CliIo, exitCodes } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { exitCodeOf, failureTest, reportFindings, writeResult } from "../output.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  const kind = textOption(options, "kind") ?? "params";
  if (kind === "gradients" || kind === "spread") return drawDiagnosis(target, kind, options, io);
  const { report, shaped, diagnostics } = await loadNetwork(target, networkOptions(options, io));
  reportFindings(diagnostics, target, io);
  const exitCode = exitCodeOf(diagnostics, failureTest(options));
  if (report === undefined || shaped === undefined) return exitCode;
  const chart = await draw(kind, report, shaped);
  if (chart !== undefined) {
    await writeResult(chart, options, io);
    return exitCode;
  }
  const why =
    kind === "receptive-field"
      ? "no layer of it looks through a window at the input"
      : "it depends on sizes that are open (hint: fix them, as with --dim N=1)";
  io.stderr(`shapewright: there is no ${kind} chart of ${target}: ${why}\n`);
  return exitCodes.undecided;
};

/** What a seeded batch does in the network as `diagnose` measures it. */
async function drawDiagnosis(target: string, kind: "gradients" | "spread", options: OptionValues, io: CliIo) {
  const { diagnoseGraph, usualBatch } = await import("../../train/diagnosis.js");
  const network = networkOptions(options, io);
  const { shaped, diagnostics } = await loadNetwork(target, { ...network, sizes: { N: usualBatch, ...network.sizes } });
  const isSound = shaped !== undefined && diagnostics.every(({ severity }) => severity !== "error");
  const result = isSound ? await diagnoseGraph(shaped) : undefined;
  const faults = result?.ok === false ? result.diagnostics : [];
  reportFindings([...diagnostics, ...faults], target, io);
  if (result?.ok) {
    const { chartGradients, chartSpread } = await import("../../report/chart/index.js");
    await writeResult(await (kind === "gradients" ? chartGradients : chartSpread)(result.value), options, io);
  }
  return exitCodeOf([...diagnostics, ...faults], failureTest(options));
}

async function draw(kind: string, report: Report, shaped: ShapedGraph): Promise<string | undefined> {
  const { chartCounts, chartMemory, chartReceptiveField } = await import("../../report/chart/index.js");
  switch (kind) {
    case "memory":
      return chartMemory(report, liveActivations(shaped) ?? []);
    case "receptive-field":
      return chartReceptiveField(report);
    default:
      return chartCounts(report, kind === "macs" ? "macs" : "params");
  }
}
