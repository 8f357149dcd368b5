/** Runs the command line again in a process of its own that uses a software driver fetched into a clone's cache. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { NoAdapterError } from "../run/webgpu/adapter.js";
import { loadNodeGpu } from "../run/webgpu/device-node.js";
import type { CliIo } from "./io.js";
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
  const script = packageFile("scripts", "gpu-driver.mjs");
  if (process.env[marker] !== undefined || !existsSync(script)) return undefined;
  const { ensureGpuDriver }: DriverScript = await import(pathToFileURL(script).href);
  const driver = ensureGpuDriver((line) => io.stderr(`${line}\n`));
  if (driver === undefined) return undefined;
  const env = { ...process.env, ...driver.environment, [marker]: "1" };
  const again = [...process.execArgv, ...process.argv.slice(1)];
  return spawnSync(process.execPath, again, { stdio: "inherit", env }).status ?? undefined;
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
