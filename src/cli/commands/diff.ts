/** `shapewright diff A B`: what changed from one network to another, as a table. */
import { diffNetworks } from "../../analysis/diff/diff.js";
import { flagOption, type RunCommand, textOption } from "../command.js";
import { exitCodes, UsageError } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { reportFindings, textLayout, writeResult } from "../output.js";
import { isModelFile } from "../target.js";

export const run: RunCommand = async ([targetA = "", targetB = ""], options, io) => {
  const most = growthLimit(textOption(options, "maxGrowth"));
  const network = networkOptions(options, io);
  const [a, b] = [await loadNetwork(targetA, network), await loadNetwork(targetB, network)];
  for (const { target, diagnostics } of [a, b]) {
    reportFindings(
      diagnostics.filter(({ severity }) => severity === "error"),
      target,
      io,
    );
  }
  if (a.shaped === undefined || b.shaped === undefined) return exitCodes.usage;
  const granularity = isModelFile(targetA) === isModelFile(targetB) ? "layer" : "operator";
  const diff = diffNetworks(a.shaped, b.shaped, granularity);
  const shown = { names: [targetA, targetB] as const, all: flagOption(options, "all"), ...textLayout(options, io) };
  const { diffJson, diffMarkdown, diffText } = await import("../../report/diff-format.js");
  const format = textOption(options, "format");
  if (format === "json") {
    await writeResult((await import("../../report/json.js")).printJson(diffJson(diff, shown)), options, io);
  } else await writeResult(format === "markdown" ? diffMarkdown(diff, shown) : diffText(diff, shown), options, io);
  const { growthTexts } = await import("../../report/diff-table.js");
  const grown = most === undefined ? [] : growthTexts(diff, most);
  for (const text of grown) io.stderr(`${text}, more than the ${100 * (most ?? 0)} % allowed\n`);
  const differs = flagOption(options, "exitCode") && !diff.equal;
  return grown.length > 0 || differs ? exitCodes.findings : exitCodes.fine;
};

/** `1%` or `1` as a share of one. */
function growthLimit(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const percent = /^(\d{1,6}(?:\.\d{1,6})?)\s?%?$/.exec(written.trim())?.[1];
  if (percent === undefined) {
    throw new UsageError(`--max-growth takes a percentage, not "${written}"`, "for example --max-growth 1%");
  }
  return Number(percent) / 100;
}
