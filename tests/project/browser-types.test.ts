// A page's own WebGPU objects, by TypeScript's types of them, are what the "./webgpu" entry takes.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = `import { deviceOf, openDevice, type OpenDevice } from "../../src/webgpu.js";
export const opened = openDevice(navigator.gpu);
export const given = (device: GPUDevice): OpenDevice => deviceOf(device);
`;

test("navigator.gpu and a GPUDevice are taken", async () => {
  const folder = mkdtempSync(join(".cache", "types-"));
  try {
    writeFileSync(join(folder, "page.ts"), program);
    const strict = ["--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "--noEmit", "--ignoreConfig"];
    const target = ["--target", "es2022", "--module", "nodenext", "--lib", "es2023,dom", "--types", ""];
    const compiler = join("node_modules", "typescript", "bin", "tsc");
    const args = [compiler, ...strict, ...target, join(folder, "page.ts")];
    const { stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error);
    expect(stdout).toBe("");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
