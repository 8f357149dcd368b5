/** The package's entry for WebGPU, for browsers and whatever else has a `GPU` object. */
export { type AdapterKind, deviceOf, NoAdapterError, type OpenDevice, openDevice } from "./run/webgpu/adapter.js";
export type { Gpu, GpuDevice } from "./run/webgpu/api.js";
export { type HostStep, hostSteps, WebGpuExecutor } from "./run/webgpu/executor.js";
export { GpuFailure } from "./run/webgpu/failure.js";
export { webgpuUnderTest } from "./run/webgpu/under-test.js";
