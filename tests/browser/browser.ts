// Opens headless Chromium for the tests; with WebGPU on SwiftShader, the software adapter that comes with it.
import { type Browser, chromium } from "playwright-core";

/** What keeps the browser from asking its maker for anything while a test runs. */
const quiet = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const webgpu = [
  "--enable-unsafe-webgpu",
  "--enable-features=Vulkan",
  "--use-webgpu-adapter=swiftshader",
  // The GPU's process must not be held back where there is no display.
  "--ignore-gpu-blocklist",
];

/** A browser of its own, with an empty profile. Close it when done. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH;
  if (executablePath === undefined) throw new Error("CHROMIUM_PATH is not set: run with vitest's project `browser`");
  // Chromium's sandbox does not start for root, which continuous integration is.
  const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...quiet, ...webgpu, ...sandbox] });
}
