/** `shapewright types m.onnx`: a TypeScript declaration of a model's inputs and outputs. */
import { toTypes } from "../../report/model-types.js";
import { type RunCommand, textOption } from "../command.js";
import { exitCodes } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { exitCodeOf, failureTest, reportFindings, writeResult } from "../output.js";

export const run: RunCommand = async ([target = ""], options, io) => {
  // The batch of a specification is 1 unless it is left open.
  const { report, diagnostics } = await loadNetwork(target, networkOptions(options, io));
  reportFindings(
    diagnostics.filter(({ severity }) => severity === "error"),
    target,
    io,
  );
  if (report !== undefined) await writeResult(toTypes(report, textOption(options, "package")), options, io);
  const exitCode = exitCodeOf(diagnostics, failureTest(options));
  return report === undefined && exitCode === exitCodes.fine ? exitCodes.findings : exitCode;
};
