/** Runs one command line: arguments in, exit code out; whatever goes wrong is said in one line, never as a stack. */
import { CommanderError } from "commander";
import { diagnose } from "../diagnostic.js";
import { findingsText } from "../report/diagnostic-report.js";
import { type CliIo, type ExitCode, exitCodes, UsageError } from "./io.js";
import { loaders } from "./loaders.js";
import { packageVersion } from "./package-file.js";
import { readArguments } from "./program.js";

/** Runs the command that the arguments (without node and the script) ask for. Never throws. */
export async function run(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  try {
    const invocation = readArguments(argv, io, packageVersion);
    if (invocation === undefined) return exitCodes.fine;
    const load = loaders[invocation.command];
    if (load === undefined) throw new Error(`the command ${invocation.command} has no code`);
    const { run: runCommand } = await load();
    return await runCommand(invocation.args, invocation.options, io);
  } catch (thrown) {
    return explainFailure(thrown, io);
  }
}

function explainFailure(thrown: unknown, io: CliIo): ExitCode {
  // Commander has written its message already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  if (thrown instanceof UsageError) {
    io.stderr(`error: ${thrown.message}\n${thrown.hint === undefined ? "" : `       ${thrown.hint}\n`}`);
    return exitCodes.usage;
  }
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const hint = "please report it with the command and the file that led here";
  io.stderr(
    `${findingsText([diagnose("internal/fault", { reason: reason.slice(0, 500) }, { hint })], { paint: io.paint })}\n`,
  );
  return exitCodes.fault;
}
