/** Finds an adapter and opens a device on it with the limits that networks need. */
import type { Gpu, GpuAdapter, GpuAdapterInfo, GpuDevice } from "./api.js";

/** What kind of machine computes: decides the family of kernels. */
export type AdapterKind = "software" | "hardware";

/** A device and what it may do. */
export interface OpenDevice {
  readonly device: GpuDevice;
  readonly kind: AdapterKind;
  /** What the adapter calls itself. */
  readonly name: string;
  /** Most bytes of one binding; greater tensors are split. */
  readonly mostBindingBytes: number;
  /** Lets go of it: a device that was opened here is destroyed, one that was given stays. */
  release(): void;
}

/** No adapter, or no device on it: nothing can run on WebGPU here. The message says why, the hint what to do. */
export class NoAdapterError extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

/** Limits worth more than their defaults; whatever the adapter has is asked for. */
const wantedLimits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
] as const;

const wantedFeatures = ["shader-f16", "subgroups"] as const;

/** A binding never spans more, even where the adapter allows it: the least that software adapters give. */
const bindingCap = 2 ** 27;

/** Names by which software adapters are known; browsers may not tell, and then mark them as fallback adapters. */
const softwareNames = /llvmpipe|lavapipe|swiftshader|softpipe|basic render/i;

function adapterName(info: GpuAdapterInfo): string {
  const words = [info.device, info.description].filter((word) => word !== "");
  return words.join(", ") || [info.vendor, info.architecture].filter((word) => word !== "").join(" ") || "unnamed";
}

export function adapterKind(info: GpuAdapterInfo): AdapterKind {
  return info.isFallbackAdapter === true || softwareNames.test(adapterName(info)) ? "software" : "hardware";
}

/** A `GPUDevice` that the caller opened and goes on owning, with whatever limits it was given. */
export function deviceOf(given: object): OpenDevice {
  if (!("createComputePipelineAsync" in given)) throw new TypeError("deviceOf takes a GPUDevice");
  const device = given as GpuDevice;
  return describe(device, device.adapterInfo, () => undefined);
}

function describe(device: GpuDevice, info: GpuAdapterInfo | undefined, release: () => void): OpenDevice {
  const mostBindingBytes = Math.min(device.limits.maxStorageBufferBindingSize ?? bindingCap, bindingCap);
  const kind = info === undefined ? "hardware" : adapterKind(info);
  return { device, kind, name: info === undefined ? "webgpu" : adapterName(info), mostBindingBytes, release };
}

/**
 * Opens a device on the best adapter that `gpu` has; a browser's is `navigator.gpu`, taken where none is given. Throws
 * {@link NoAdapterError}.
 */
export async function openDevice(gpu = globalGpu()): Promise<OpenDevice> {
  if (gpu === undefined) throw new NoAdapterError("there is no navigator.gpu here", browserHint);
  const adapter = (await gpu.requestAdapter({ powerPreference: "high-performance" })) as GpuAdapter | null;
  if (adapter === null) throw new NoAdapterError("WebGPU has no adapter here", driverHint);
  const requiredLimits = Object.fromEntries(wantedLimits.map((name) => [name, adapter.limits[name] ?? 0]));
  const requiredFeatures = wantedFeatures.filter((name) => adapter.features.has(name));
  const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
  return describe(device, adapter.info, () => device.destroy());
}

function globalGpu(): Gpu | undefined {
  const { navigator }: { navigator?: { gpu?: Gpu } } = globalThis as object;
  return navigator?.gpu;
}

const browserHint =
  "browsers offer WebGPU to pages of https and of this machine only; in Node, open the device by shapewright/webgpu/node";

const driverHint =
  "install a Vulkan driver (Debian and Ubuntu: apt-get install libvulkan1 mesa-vulkan-drivers, Mesa 23 or later); " +
  "in a clone, `node scripts/gpu-driver.mjs` fetches one without root; or run with --device reference";
