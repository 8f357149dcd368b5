// Runs a command line in this process and collects what it writes.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../src/cli/run.js";
import { plain } from "../../src/report/paint.js";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The outcome of `shapewright ...argv` in a folder, without a terminal unless `columns` says otherwise. */
export async function runCli(argv: readonly string[], cwd = process.cwd(), columns?: number): Promise<Outcome> {
  const written = { stdout: "", stderr: "" };
  const code = await run(argv, {
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
    columns,
    paint: plain,
    cwd,
  });
  return { code, ...written };
}

/** A folder that goes after the test. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "shapewright-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
