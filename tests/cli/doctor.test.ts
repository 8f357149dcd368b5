// `shapewright doctor` on a machine that has a driver: what it says, and the device behind it.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runCli } from "./session.js";

test("names the versions, the adapter and its limits", async () => {
  const { version } = JSON.parse(readFileSync("node_modules/webgpu/package.json", "utf8"));
  const { stdout, code } = await runCli(["doctor"]);
  expect(code).toBe(0);
  const rows = new Map(stdout.split("\n").map((line) => [line.trim().split(/\s+/)[0], line.trim().split(/\s{2,}/)[1]]));
  expect(rows.get("webgpu")).toBe(version);
  expect(rows.get("node")).toContain(process.version.slice(1));
  expect(rows.get("adapter")).toMatch(/\((software|hardware)\)$/);
  // WebGPU specification, section 3.6.2: no adapter may offer less.
  expect(Number(rows.get("maxStorageBufferBindingSize"))).toBeGreaterThanOrEqual(134_217_728);
  expect(Number(rows.get("maxComputeWorkgroupsPerDimension"))).toBeGreaterThanOrEqual(65_535);
});
