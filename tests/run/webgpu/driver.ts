// Before the tests that need WebGPU: finds or fetches a driver and hands its variables to the processes of the tests.
import { ensureGpuDriver } from "../../../scripts/gpu-driver.mjs";

export default function setup(): void {
  const driver = ensureGpuDriver();
  if (driver === undefined) throw new Error("the tests of the WebGPU executor need an adapter");
  Object.assign(process.env, driver.environment);
}
