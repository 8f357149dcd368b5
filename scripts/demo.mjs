// `npm run demo`: builds, prints the two tables of the lecture; works in a fresh clone.
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { ensureInstall } from "./ensure-install.mjs";

const root = resolve(import.meta.dirname, "..");

/** Runs node and stops the demo with the command's own exit code when it fails. */
function runNode(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** The tables of the lecture, the counts that it prints below them, and the proof by running the networks. */
const commands = [
  "summary lenet-5 --style lecture",
  "summary alexnet --style structure",
  "check lenet-5 --expect-params 61706",
  "check alexnet --expect-params 62378344",
  "verify lenet-5",
  "verify alexnet",
];

const installed = ensureInstall();
if (installed !== 0) process.exit(installed);
runNode(["--import", "tsx", "scripts/build.ts"]);
for (const command of commands) {
  console.log(`\n$ shapewright ${command}\n`);
  runNode(["dist/bin.js", ...command.split(" ")]);
}
