// Installs the dependencies when node_modules does not hold what package-lock.json asks for; only node's own modules.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(import.meta.dirname, "..");

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(resolve(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** npm writes what it installed to node_modules/.package-lock.json; optional packages of other platforms are not in it. */
function isInstalled() {
  const wanted = readPackages("package-lock.json");
  const installed = readPackages("node_modules/.package-lock.json");
  if (wanted === undefined || installed === undefined) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional === true || installed[path]?.version === version,
  );
}

/** Runs `npm ci` where needed; gives its exit code, 0 where there was nothing to do. */
export function ensureInstall() {
  if (isInstalled()) return 0;
  console.error("installing the dependencies (npm ci) ...");
  // The level is given because `npm test --silent` hands its own down, and then a failure would say nothing.
  const { status } = spawnSync("npm", ["ci", "--ignore-scripts", "--no-progress", "--loglevel=warn"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  return status ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = ensureInstall();
