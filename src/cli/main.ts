/** The program: connects the command line to this process. */
import pc from "picocolors";
import { type CliIo, exitCodes } from "./io.js";
import { run } from "./run.js";

// A reader that went away (`| head`) is no fault: what is left to say has nobody to hear it.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? exitCodes.fine : exitCodes.fault);
  });
}

const isTerminal = process.stdout.isTTY === true;
const plainTerminal = process.env.TERM === "dumb" || (process.env.NO_COLOR ?? "") !== "";
const interrupted = new AbortController();
process.once("SIGINT", () => {
  interrupted.abort();
  process.exitCode = 130;
});

const io: CliIo = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  columns: isTerminal ? process.stdout.columns : undefined,
  paint: pc.createColors(isTerminal && !plainTerminal && !process.argv.includes("--no-color")),
  cwd: process.cwd(),
  signal: interrupted.signal,
};

process.exitCode = await run(process.argv.slice(2), io);
