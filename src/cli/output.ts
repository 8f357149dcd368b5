/** Where a command's result goes, and what exit code its findings mean. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Diagnostic, Severity } from "../diagnostic.js";
import { findingsText } from "../report/diagnostic-report.js";
import { type OptionValues, textOption } from "./command.js";
import { type CliIo, type ExitCode, exitCodes, UsageError } from "./io.js";

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** Whether a finding is at or above `--fail-on`. */
export function failureTest(options: OptionValues): (finding: Diagnostic) => boolean {
  const level = textOption(options, "failOn") ?? "error";
  if (level === "never") return () => false;
  const least = level === "warning" || level === "note" ? rank[level] : rank.error;
  return (finding) => rank[finding.severity] <= least;
}

const brokenFile: ReadonlySet<string> = new Set(["onnx/not-onnx", "onnx/truncated", "onnx/malformed", "onnx/no-graph"]);

/** Findings that mean: this could not even be read. */
function isUnreadable({ code }: Diagnostic): boolean {
  return code.startsWith("input/") || code.startsWith("yaml/") || brokenFile.has(code);
}

/** The exit code of findings: unreadable input, then findings, then what could not be decided. */
export function exitCodeOf(diagnostics: readonly Diagnostic[], isFailure: (finding: Diagnostic) => boolean): ExitCode {
  if (diagnostics.some((finding) => finding.severity === "error" && isUnreadable(finding))) return exitCodes.usage;
  const failures = diagnostics.filter(isFailure);
  if (failures.some(({ code }) => code !== "budget/undecided")) return exitCodes.findings;
  return failures.length > 0 ? exitCodes.undecided : exitCodes.fine;
}

/** Writes a result to standard output, or to the file of `--output`. */
export async function writeResult(text: string, options: OptionValues, io: CliIo): Promise<void> {
  const file = textOption(options, "output");
  if (file === undefined) {
    io.stdout(text);
    return;
  }
  try {
    await writeFile(resolve(io.cwd, file), text);
  } catch (thrown) {
    const reason = thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
    throw new UsageError(`cannot write ${file}: ${reason}`);
  }
}

/** How a text result is laid out: for the terminal, or plain for a file. */
export function textLayout(
  options: OptionValues,
  io: CliIo,
): { readonly width?: number; readonly paint?: CliIo["paint"] } {
  if (textOption(options, "output") !== undefined) return {};
  return { ...(io.columns !== undefined && { width: Math.max(40, io.columns) }), paint: io.paint };
}

/** Says on standard error what was found. */
export function reportFindings(diagnostics: readonly Diagnostic[], target: string, io: CliIo): void {
  if (diagnostics.length === 0) return;
  const width = Math.max(40, io.columns ?? 80);
  io.stderr(`${findingsText(diagnostics, { paint: io.paint, width, target })}\n`);
}
