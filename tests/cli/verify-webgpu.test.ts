// `shapewright verify --device webgpu`: LeNet-5 runs on WebGPU, and every step lies within its bound.
import { expect, test } from "vitest";
import { runCli } from "./session.js";

test("LeNet-5 on WebGPU", async () => {
  const { code, stdout } = await runCli(["verify", "lenet-5", "--device", "webgpu", "--format", "json"]);
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect(report.device).not.toBe("reference");
  // The paper's layers as the lecture counts them: 117,600 + 240,000 + 48,000 + 10,080 + 840.
  expect(report.macs.executed).toBe(416_520);
});
