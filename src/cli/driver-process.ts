/** Runs the command line again in a process of its own that uses a software driver fetched into a clone's cache. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { diagnose } from "../diagnostic.js";
import { NoAdapterError } from "../run/webgpu/adapter.js";
import { loadNodeGpu } from "../run/webgpu/device-node.js";
import { type CliIo, exitCodes } from "./io.js";
import { reportFindings } from "./output.js";
import { packageFile } from "./package-file.js";

/** Set in the process that already has the driver's variables, so that it does not start another. */
const marker = "SHAPEWRIGHT_DRIVER_PROCESS";

interface DriverScript {
  readonly ensureGpuDriver: (
    log: (line: string) => void,
  ) => { readonly environment: Readonly<Record<string, string>> } | undefined;
}

/**
 * A driver's variables have to be there when a process starts, so a process that finds no adapter cannot take one up.
 * Gives the other process's exit code; undefined where there is no driver, or in an installed package, which fetches
 * nothing by itself.
 */
export async function rerunWithDriver(io: CliIo): Promise<number | undefined> {
  if (process.env[marker] !== undefined) return undefined;
  const environment = await driverEnvironment(io);
  return environment === undefined ? undefined : (runAgain(environment).status ?? undefined);
}

/** The variables of the software driver; undefined where there is none. */
async function driverEnvironment(io: CliIo): Promise<Readonly<Record<string, string>> | undefined> {
  const script = packageFile("scripts", "gpu-driver.mjs");
  if (!existsSync(script)) return undefined;
  const { ensureGpuDriver }: DriverScript = await import(pathToFileURL(script).href);
  return ensureGpuDriver((line) => io.stderr(`${line}\n`))?.environment;
}

/** This very command line in a process of its own. */
function runAgain(environment: Readonly<Record<string, string>>) {
  const env = { ...process.env, ...environment, [marker]: "1" };
  const again = [...process.execArgv, ...process.argv.slice(1)];
  return spawnSync(process.execPath, again, { stdio: "inherit", env });
}

/**
 * Runs the command again in a process of its own, in which another runtime may end as it likes; with the software
 * driver where this one finds no adapter. Gives its exit code; undefined in that process itself.
 */
export async function rerunApart(device: string, io: CliIo): Promise<number | undefined> {
  if (process.env[marker] !== undefined) return undefined;
  const hasAdapter = await loadNodeGpu()
    .then(async (gpu) => (await gpu.requestAdapter()) !== null)
    .catch(() => false);
  const { status, signal } = runAgain(hasAdapter ? {} : ((await driverEnvironment(io)) ?? {}));
  if (status !== null) return status;
  reportFindings([diagnose("run/no-device", { device, reason: `its process ended by ${signal}` })], device, io);
  return exitCodes.undecided;
}

/** {@link rerunWithDriver} where this process finds no adapter; undefined where it does, or has no WebGPU at all. */
export async function rerunWithoutAdapter(io: CliIo): Promise<number | undefined> {
  try {
    const gpu = await loadNodeGpu();
    return (await gpu.requestAdapter()) === null ? await rerunWithDriver(io) : undefined;
  } catch (error) {
    if (error instanceof NoAdapterError) return undefined;
    throw error;
  }
}
