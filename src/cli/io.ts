/** What the command line has of the world: where it writes, how wide that is, where it stands. */
import type { Paint } from "../report/index.js";

export interface CliIo {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Columns of the terminal; undefined where there is none (a pipe, a file). */
  readonly columns: number | undefined;
  readonly paint: Paint;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Ends `--watch`. */
  readonly signal?: AbortSignal;
}

/** Exit codes (stable, DESIGN section 6). */
export const exitCodes = { fine: 0, findings: 1, usage: 2, undecided: 3, fault: 70 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command: the user asked for something that cannot be. Printed without a stack. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly hint?: string | undefined,
  ) {
    super(message);
  }
}
