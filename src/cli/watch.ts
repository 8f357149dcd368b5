/** Runs a command again whenever its file changes. */
import { watch } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { type CliIo, type ExitCode, UsageError } from "./io.js";
import { parseTarget } from "./target.js";

/** Editors write a file in several steps; this long nothing must happen before it is read. */
const quietMilliseconds = 60;

/** Runs once, then after every change, until `io.signal` ends it; the last exit code. */
export async function watchTarget(target: string, io: CliIo, run: () => Promise<ExitCode>): Promise<ExitCode> {
  const parsed = parseTarget(target);
  if (parsed.kind !== "file")
    throw new UsageError("--watch needs a file", `${target} is part of the zoo and does not change`);
  const path = resolve(io.cwd, parsed.file);
  let exitCode = await run();
  const again = async (): Promise<void> => {
    // Clears a terminal; a file or a pipe gets the results one after another.
    io.stdout(io.columns === undefined ? "\n" : "\u001b[2J\u001b[3J\u001b[H");
    exitCode = await run();
  };
  let pending = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((end) => {
    if (io.signal?.aborted) return end();
    // The folder, because editors replace the file by a new one.
    const watcher = watch(dirname(path), (_event, changed) => {
      if (changed !== null && changed !== basename(path)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        pending = pending.then(again);
      }, quietMilliseconds);
    });
    io.signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      watcher.close();
      end();
    });
  });
  await pending;
  return exitCode;
}
