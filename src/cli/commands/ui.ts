/** `shapewright ui [target]`: serves the page from the package to this machine until it is stopped. */
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type RunCommand, textOption } from "../command.js";
import { type CliIo, exitCodes, UsageError } from "../io.js";
import { parseWhole } from "../option-values.js";
import { packageFile } from "../package-file.js";
import { serveFolder } from "../static-server.js";
import { parseTarget } from "../target.js";

export const run: RunCommand = async ([target], options, io) => {
  const folder = packageFile("dist", "web");
  if (!existsSync(folder)) throw new UsageError("the page is not built", "in a clone, `npm run web` builds it");
  const written = textOption(options, "port");
  const port = written === undefined ? 0 : parseWhole("--port", written, 0);
  if (port > 65_535) throw new UsageError("--port: the greatest port is 65535");
  const { hash, files } = target === undefined ? { hash: "", files: {} } : openTarget(target, io);
  const server = await serveFolder(folder, { port, files }).catch((thrown) => {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
    throw new UsageError(
      code === "EADDRINUSE" ? `port ${port} is taken` : `port ${port} cannot be used: ${code}`,
      "without --port, a free one is found",
    );
  });
  io.stdout(`${server.url}${hash}\n`);
  io.stderr("Served to this machine only. Ctrl-C stops it.\n");
  await stopped(io);
  await server.close();
  return exitCodes.fine;
};

/** What the page shows at first, and the file that it fetches for that. */
function openTarget(target: string, { cwd }: CliIo): { hash: string; files: Readonly<Record<string, string>> } {
  const parsed = parseTarget(target);
  if (parsed.kind === "zoo") return { hash: `#${new URLSearchParams({ zoo: parsed.name })}`, files: {} };
  const path = resolve(cwd, parsed.file);
  if (!existsSync(path)) throw new UsageError(`there is no file ${parsed.file}`, "`shapewright list` shows the zoo");
  const file = basename(path);
  const words = { file, ...(parsed.variant !== undefined && { variant: parsed.variant }) };
  return { hash: `#${new URLSearchParams(words)}`, files: { [`opened/${file}`]: path } };
}

function stopped({ signal }: CliIo): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener("abort", () => resolve());
  });
}
