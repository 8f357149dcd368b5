/** Finds an adapter and opens a device on it with the limits that networks need. */
import type { Gpu, GpuAdapter, GpuDevice } from "./api.js";

/** What kind of machine computes: decides the family of kernels. */
export type AdapterKind = "software" | "hardware";

/** A device and what it may do. */
export interface OpenDevice {
  readonly device: GpuDevice;
  readonly adapter: GpuAdapter;
  readonly kind: AdapterKind;
  /** What the adapter calls itself. */
  readonly name: string;
  /** Most bytes of one binding; greater tensors are split. */
  readonly mostBindingBytes: number;
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

/** A binding never spans more, even where the adapter allows it: the least that software adapters give. */
const bindingCap = 2 ** 27;

/** Names by which software adapters are known; browsers may not tell, and then mark them as fallback adapters. */
const softwareNames = /llvmpipe|lavapipe|swiftshader|softpipe|basic render/i;

function adapterName({ info }: GpuAdapter): string {
  const words = [info.device, info.description].filter((word) => word !== "");
  return words.join(", ") || [info.vendor, info.architecture].filter((word) => word !== "").join(" ") || "unnamed";
}

export function adapterKind(adapter: GpuAdapter): AdapterKind {
  return adapter.info.isFallbackAdapter === true || softwareNames.test(adapterName(adapter)) ? "software" : "hardware";
}

/** Opens a device on the best adapter that `gpu` has. Throws {@link NoAdapterError}. */
export async function openDevice(gpu: Gpu): Promise<OpenDevice> {
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) throw new NoAdapterError("WebGPU has no adapter here", driverHint);
  const requiredLimits = Object.fromEntries(wantedLimits.map((name) => [name, adapter.limits[name] ?? 0]));
  const requiredFeatures = adapter.features.has("shader-f16") ? ["shader-f16"] : [];
  const device = await adapter.requestDevice({ requiredLimits, requiredFeatures });
  const mostBindingBytes = Math.min(device.limits.maxStorageBufferBindingSize ?? bindingCap, bindingCap);
  return { device, adapter, kind: adapterKind(adapter), name: adapterName(adapter), mostBindingBytes };
}

const driverHint =
  "install a Vulkan driver (Debian and Ubuntu: apt-get install libvulkan1 mesa-vulkan-drivers, Mesa 23 or later); " +
  "in a clone, `node scripts/gpu-driver.mjs` fetches one without root; or run with --device reference";
