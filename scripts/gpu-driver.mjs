// Finds a driver that WebGPU can run on, or fetches a software one into .cache/gpu without root and without a change
// to the system. `node scripts/gpu-driver.mjs` says what it did; with a command it runs that command on the driver.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { fetchers } from "./gpu-packages.mjs";

const root = resolve(import.meta.dirname, "..");
const cache = join(root, ".cache/gpu");
const manifestFile = "driver.json";

/** Opens an adapter in a process of its own (a broken driver may end it) and prints what it found. */
const probe = `
import { create, globals } from "webgpu";
Object.assign(globalThis, globals);
globalThis.instance = create([]);
const adapter = await globalThis.instance.requestAdapter();
const { vendor, architecture, device, description } = adapter?.info ?? {};
console.log(JSON.stringify(adapter ? { vendor, architecture, device, description } : null));
process.exit(0);`;

/** What the adapter calls itself under these variables; undefined where there is none. */
export function probeAdapter(environment = {}) {
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", probe], {
    cwd: root,
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, ...environment },
  });
  try {
    const info = JSON.parse(stdout.trim().split("\n").at(-1));
    return info === null ? undefined : [info.device, info.description].filter(Boolean).join(", ") || info.vendor;
  } catch {
    return undefined;
  }
}

/** Variables that make a process started with them use an unpacked driver. The shader cache is kept between runs. */
function environmentOf(folder) {
  const { icd, libraries } = JSON.parse(readFileSync(join(folder, manifestFile), "utf8"));
  const paths = libraries.map((path) => join(folder, path));
  const description = join(folder, "icd.json");
  // The loader wants an absolute path, and the folder may have been moved since it was unpacked.
  const text = JSON.stringify({
    file_format_version: "1.0.0",
    ICD: { ...icd, library_path: join(folder, icd.library_path) },
  });
  if (!existsSync(description) || readFileSync(description, "utf8") !== text) writeFileSync(description, text);
  return {
    LD_LIBRARY_PATH: [...paths, ...(process.env.LD_LIBRARY_PATH ? [process.env.LD_LIBRARY_PATH] : [])].join(delimiter),
    VK_ICD_FILENAMES: description,
    VK_DRIVER_FILES: description,
    MESA_SHADER_CACHE_DIR: join(cache, "shaders"),
  };
}

/** Fetches into a folder beside the final one, so that two runs at once and an interrupted one do no harm. */
function fetchDriver(name, log) {
  const folder = join(cache, name);
  const partial = join(cache, `${name}.${process.pid}`);
  try {
    mkdirSync(partial, { recursive: true });
    const manifest = fetchers[name](partial, log);
    writeFileSync(join(partial, manifestFile), JSON.stringify(manifest));
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
    return true;
  } catch (error) {
    log(`  ${name}: ${error.message}`);
    return false;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function tryDriver(name, log) {
  const folder = join(cache, name);
  const cached = existsSync(join(folder, manifestFile));
  if (!cached && !fetchDriver(name, log)) return undefined;
  const environment = environmentOf(folder);
  const adapter = probeAdapter(environment);
  if (adapter !== undefined) return { name, adapter, environment };
  if (!cached) {
    log(`  ${name}: fetched, but WebGPU finds no adapter in it`);
    return undefined;
  }
  rmSync(folder, { recursive: true, force: true });
  return tryDriver(name, log);
}

/**
 * The driver to use, in this order: the system's own (a graphics card before an installed software driver), lavapipe,
 * SwiftShader of Debian's chromium, SwiftShader of an npm package. SHAPEWRIGHT_GPU_DRIVER names one to use instead.
 * Gives its name, what its adapter calls itself and the variables that a process needs to use it; undefined where
 * nothing works, after saying what to do.
 */
export function ensureGpuDriver(log = console.error) {
  const wanted = process.env.SHAPEWRIGHT_GPU_DRIVER;
  if (wanted === undefined) {
    const adapter = probeAdapter();
    if (adapter !== undefined) return { name: "system", adapter, environment: {} };
  }
  if (process.platform === "linux") {
    const names = Object.keys(fetchers).filter((name) => wanted === undefined || name === wanted);
    if (!names.some((name) => existsSync(join(cache, name, manifestFile)))) {
      log("no WebGPU adapter here: fetching a software driver into .cache/gpu ...");
    }
    for (const name of names) {
      const driver = tryDriver(name, log);
      if (driver !== undefined) return driver;
    }
  }
  log(`no WebGPU adapter. ${instruction}`);
  return undefined;
}

const instruction = `Install one, then try again:
  Debian, Ubuntu   apt-get install libvulkan1 mesa-vulkan-drivers   (Mesa 23 or later; on bookworm from bookworm-backports)
  Fedora           dnf install vulkan-loader mesa-vulkan-drivers
  macOS, Windows   npm install webgpu   (brings what it needs)
Without one, everything but the WebGPU executor works: --device reference.`;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [command, ...args] = process.argv.slice(2);
  const driver = ensureGpuDriver();
  if (driver !== undefined) console.error(`WebGPU runs on ${driver.adapter} (driver: ${driver.name})`);
  if (driver === undefined) process.exitCode = 3;
  else if (command !== undefined) {
    const env = { ...process.env, ...driver.environment };
    process.exitCode = spawnSync(command, args, { stdio: "inherit", env }).status ?? 1;
  }
}
