/** WebGPU in Node: the `webgpu` package, an optional peer dependency. */
import { NoAdapterError, type OpenDevice, openDevice } from "./adapter.js";
import type { Gpu } from "./api.js";

/** Kept for as long as the process lives: once it is collected, its adapters and devices abort the process. */
let instance: Gpu | undefined;

/** The package's entry; throws {@link NoAdapterError} where the package is not installed. */
export async function loadNodeGpu(): Promise<Gpu> {
  if (instance !== undefined) return instance;
  try {
    const { create }: { create: (options: string[]) => unknown } = await import("webgpu");
    instance = create([]) as Gpu;
    return instance;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new NoAdapterError(`the package webgpu could not be loaded: ${reason}`, "npm install webgpu");
  }
}

/** Opens a device of this machine. Throws {@link NoAdapterError}. */
export async function openNodeDevice(): Promise<OpenDevice> {
  return openDevice(await loadNodeGpu());
}
