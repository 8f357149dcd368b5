/** `shapewright <target>`: one screen about a network. */
import { validInputs } from "../../analysis/valid-inputs.js";
import { closestName } from "../../ops/closest-name.js";
import { printJson, reportJson } from "../../report/json.js";
import { toOverview } from "../../report/overview.js";
import { type RunCommand, textOption } from "../command.js";
import { commands } from "../commands.js";
import { exitCodes, UsageError } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { exitCodeOf, failureTest, reportFindings, textLayout, writeResult } from "../output.js";

export const run: RunCommand = async (args, options, io) => {
  const [target, ...more] = args;
  if (target === undefined) throw new UsageError("name a network or a command", "see `shapewright --help`");
  const names = commands.map(({ name }) => name);
  if (more.length > 0)
    throw new UsageError(`there is no command "${target}"`, closestName(target, names) ?? "see `shapewright --help`");
  const { report, shaped, diagnostics } = await loadNetwork(target, networkOptions(options, io));
  const exitCode = exitCodeOf(diagnostics, failureTest(options));
  if (report === undefined || shaped === undefined) {
    reportFindings(diagnostics, target, io);
    const command = closestName(target, names);
    if (exitCode === exitCodes.usage && command !== undefined) io.stderr(`       a command? ${command}\n`);
    return exitCode;
  }
  const valid = validInputs(shaped);
  const text =
    textOption(options, "format") === "json"
      ? printJson(reportJson(report, { validInputs: valid }))
      : `${toOverview(report, { ...textLayout(options, io), validInputs: valid, target })}\n`;
  await writeResult(text, options, io);
  return exitCode;
};
