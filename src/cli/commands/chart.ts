/** `shapewright chart T --kind K`: a picture of a network as SVG. */
import { liveActivations } from "../../analysis/memory.js";
import type { Report } from "../../analysis/report.js";
import type { ShapedGraph } from "../../infer/index.js";
import { type RunCommand, textOption } from "../command.js";
import { exitCodes } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { exitCodeOf, failureTest, reportFindings, writeResult } from "../output.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  const { report, shaped, diagnostics } = await loadNetwork(target, networkOptions(options, io));
  reportFindings(diagnostics, target, io);
  const exitCode = exitCodeOf(diagnostics, failureTest(options));
  if (report === undefined || shaped === undefined) return exitCode;
  const kind = textOption(options, "kind") ?? "params";
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
