// Finds a Chromium for the browser tests; on Debian and Ubuntu installs one where that is allowed. `node scripts/chromium.mjs`
// says what it found; CHROMIUM_PATH names one to use instead.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readSync, writeSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";

const onPath = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
];
const inApplications = ["Google Chrome", "Chromium", "Microsoft Edge"].map(
  (name) => `${name}.app/Contents/MacOS/${name}`,
);
const inPrograms = [
  "Google/Chrome/Application/chrome.exe",
  "Chromium/Application/chrome.exe",
  "Microsoft/Edge/Application/msedge.exe",
];

function candidates() {
  const { PATH = "", HOME = "", PROGRAMFILES, LOCALAPPDATA } = process.env;
  const paths = (folders, files) =>
    folders.filter(Boolean).flatMap((folder) => files.map((file) => join(folder, file)));
  switch (process.platform) {
    case "win32":
      return paths([PROGRAMFILES, process.env["PROGRAMFILES(X86)"], LOCALAPPDATA], inPrograms);
    case "darwin":
      return paths(["/Applications", join(HOME, "Applications")], inApplications);
    default:
      return paths(PATH.split(delimiter), onPath);
  }
}

/** What a browser answers to --version; undefined where it does not start (Ubuntu's chromium package is an empty door). */
function versionOf(path) {
  // On Windows it would open a window instead.
  if (process.platform === "win32") return existsSync(path) ? path : undefined;
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 60_000 });
  return status === 0 ? stdout.trim() : undefined;
}

/** The path of a browser that starts; undefined where there is none. */
function findChromium() {
  const { CHROMIUM_PATH: own } = process.env;
  const paths = own ? [own] : candidates();
  return paths.find((path) => existsSync(path) && versionOf(path) !== undefined);
}

function isDebian() {
  return (
    existsSync("/etc/os-release") && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync("/etc/os-release", "utf8"))
  );
}

/** In continuous integration nobody can answer, and the machine is thrown away; elsewhere somebody types yes. */
function mayInstall() {
  if (process.env.CI === "true") return true;
  if (!process.stdin.isTTY) return false;
  writeSync(2, "The browser tests need Chromium. Install Debian's package with apt-get? Type yes: ");
  const answer = Buffer.alloc(64);
  return answer.toString("utf8", 0, readSync(0, answer)).trim().toLowerCase() === "yes";
}

function aptGet(...args) {
  const { status } = spawnSync("apt-get", ["-q", "-y", ...args], {
    stdio: ["ignore", 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return status === 0;
}

function install(log) {
  if (process.getuid?.() !== 0 || !isDebian() || !mayInstall()) return false;
  log("installing Debian's chromium with apt-get ...");
  const packages = ["--no-install-recommends", "chromium", "fonts-dejavu-core"];
  // Lists that cannot be fetched again may still serve.
  aptGet("update");
  return aptGet("install", ...packages);
}

const instruction = `No Chromium was found, and the browser tests need one. Install it, then try again:
  Debian           apt-get install chromium      (npm test does it as root when CI=true)
  Ubuntu, Fedora   Google Chrome, or dnf install chromium
  macOS, Windows   Google Chrome, Chromium or Microsoft Edge
  elsewhere        CHROMIUM_PATH=/path/to/chromium`;

/** The path of a browser, installed first where there is none and that is allowed; undefined after saying what to do. */
export function ensureChromium(log = console.error) {
  const named = process.env.CHROMIUM_PATH;
  const path = findChromium() ?? (!named && install(log) ? findChromium() : undefined);
  if (path === undefined) log(named ? `CHROMIUM_PATH: ${named} does not start` : instruction);
  return path;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const path = ensureChromium();
  if (path === undefined) process.exitCode = 3;
  else console.log(`${path}: ${versionOf(path)}`);
}
