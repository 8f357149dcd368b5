// Fetches software Vulkan drivers from the distribution's packages or from npm and unpacks them into a folder.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const minutes = 60_000;
/** Dawn refuses older lavapipes: they cannot index arrays of uniform buffers dynamically. */
const leastMesa = 23;

function runTool(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    timeout: 10 * minutes,
    maxBuffer: 2 ** 28,
    ...options,
  });
  if (status === 0) return stdout;
  const reason = error?.message ?? String(stderr).trim().split("\n").slice(-3).join("; ");
  throw new Error(`${command} ${args.at(-1)} failed: ${reason}`);
}

/** Every file below a folder. */
function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Describes an unpacked driver, less what is no library: its own library, and the folders in which others lie. */
function describeDriver(folder, library, apiVersion) {
  for (const path of listFiles(folder)) if (!/\.so(\.|$)/.test(path)) rmSync(path);
  const files = listFiles(folder);
  const driver = files.find((path) => path.endsWith(`/${library}`));
  if (driver === undefined) throw new Error(`${library} is not in the packages`);
  const folders = files.map((path) => relative(folder, dirname(path)));
  // Mesa's plug-ins lie in folders of their own; only those of plain libraries belong in the search path.
  const libraries = [...new Set(folders)].filter((path) => !/\/(dri|gbm|vdpau|gconv|python.*)(\/|$)/.test(path));
  return { icd: { library_path: relative(folder, driver), api_version: apiVersion }, libraries };
}

/** The distribution's code name, such as bookworm. */
function readCodename() {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(release)?.[1];
  if (codename === undefined) throw new Error("this is neither Debian nor Ubuntu");
  return codename;
}

/** The machine's own package sources of its release, with backports added: no other host is ever asked. */
function ownSources(codename) {
  const backports = `${codename}-backports`;
  const paths = ["/etc/apt/sources.list", ...listAptParts()].filter((path) => existsSync(path));
  const sources = paths.flatMap((path) => {
    const text = readFileSync(path, "utf8").replace(/^#.*\n/gm, "");
    if (!path.endsWith(".sources")) {
      const lines = text.split("\n").filter((line) => /^deb\s/.test(line));
      const own = lines.filter((line) => line.split(/\s+/).some((word) => word.startsWith(codename)));
      const main = own.filter((line) => line.split(/\s+/).includes(codename));
      const added = main.map((line) => line.replace(new RegExp(`\\s${codename}\\s`), ` ${backports} `));
      return [{ ending: "list", text: [...own, ...added].join("\n") }];
    }
    return text.split(/\n\s*\n/).flatMap((stanza) => {
      const suites = /^Suites:(.*)$/m.exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
      if (!/^Types:.*\bdeb\b/m.test(stanza) || !suites.some((suite) => suite.startsWith(codename))) return [];
      const all = suites.includes(codename) ? [...new Set([...suites, backports])] : suites;
      return [{ ending: "sources", text: stanza.replace(/^Suites:.*$/m, `Suites: ${all.join(" ")}`) }];
    });
  });
  if (sources.every(({ text }) => text.trim() === "")) throw new Error(`no package source of ${codename} in /etc/apt`);
  return sources;
}

function listAptParts() {
  const folder = "/etc/apt/sources.list.d";
  return existsSync(folder) ? readdirSync(folder).map((file) => join(folder, file)) : [];
}

/** apt with lists, cache and sources of its own below `folder`, and the system's state only to read. */
function privateApt(folder, codename) {
  const lists = join(folder, "lists");
  const archives = join(folder, "archives");
  const parts = join(folder, "sources");
  for (const path of [join(lists, "partial"), join(archives, "partial"), parts]) mkdirSync(path, { recursive: true });
  ownSources(codename).forEach(({ ending, text }, i) => {
    writeFileSync(join(parts, `own-${i}.${ending}`), `${text}\n`);
  });
  const settings = [
    `Dir::Etc::SourceList=${join(folder, "none")}`,
    `Dir::Etc::SourceParts=${parts}`,
    `Dir::State::Lists=${lists}`,
    `Dir::Cache=${folder}`,
    `Dir::Cache::Archives=${archives}`,
    "Debug::NoLocking=1",
    ...(process.getuid?.() === 0 ? ["APT::Sandbox::User=root"] : []),
  ].flatMap((setting) => ["-o", setting]);
  writeFileSync(join(folder, "none"), "");
  return { archives, run: (tool, ...args) => runTool(tool, [...settings, ...args]) };
}

/** Downloads packages with whatever of their dependencies is not installed, and unpacks them. */
function fetchPackages(folder, packages, log, leastVersion = 0) {
  const codename = readCodename();
  const work = join(folder, "apt");
  const apt = privateApt(work, codename);
  apt.run("apt-get", "-q", "update");
  const candidate = /Candidate: (?:\d+:)?(\d+)/.exec(apt.run("apt-cache", "policy", packages[0]))?.[1];
  const target = Number(candidate ?? 0) < leastVersion ? ["-t", `${codename}-backports`] : [];
  const install = ["-q", "-y", "--no-install-recommends", "--download-only", ...target, "install"];
  apt.run("apt-get", ...install, ...packages);
  // The C library has to be the one whose loader started the process.
  const files = readdirSync(apt.archives).filter((file) => file.endsWith(".deb") && !/^(libc6|libc-bin)_/.test(file));
  for (const file of files) runTool("dpkg", ["-x", join(apt.archives, file), folder]);
  rmSync(work, { recursive: true, force: true });
  log(`  unpacked ${files.length} packages of ${codename}: ${packages.join(", ")} and what they need`);
}

/** The name of each driver and how it comes into a folder; in the order in which they are tried. */
export const fetchers = {
  lavapipe(folder, log) {
    fetchPackages(folder, ["mesa-vulkan-drivers", "libvulkan1"], log, leastMesa);
    return describeDriver(folder, "libvulkan_lvp.so", "1.3.0");
  },
  "swiftshader-debian"(folder, log) {
    fetchPackages(folder, ["chromium", "libvulkan1"], log);
    return describeDriver(folder, "libvk_swiftshader.so", "1.0.5");
  },
  "swiftshader-npm"(folder, log) {
    // MIT; the archive inside holds the library and a Vulkan loader.
    runTool("npm", ["pack", "--silent", "--pack-destination", folder, "@sparticuz/chromium"]);
    const archive = readdirSync(folder).find((file) => file.endsWith(".tgz"));
    runTool("tar", ["-xzf", join(folder, archive), "-C", folder]);
    const inner = join(folder, "swiftshader.tar");
    writeFileSync(inner, brotliDecompressSync(readFileSync(join(folder, "package/bin/swiftshader.tar.br"))));
    mkdirSync(join(folder, "lib"));
    runTool("tar", ["-xf", inner, "-C", join(folder, "lib")]);
    for (const path of [archive, "swiftshader.tar", "package"]) rmSync(join(folder, path), { recursive: true });
    log("  unpacked SwiftShader of npm's @sparticuz/chromium");
    return describeDriver(folder, "libvk_swiftshader.so", "1.0.5");
  },
};
