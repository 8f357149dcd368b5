// `shapewright verify --against`: onnxruntime's CPU and wasm providers are right on LeNet-5; what its WebGPU provider
// computes wrongly is named. It runs in a process of its own, which may end as it likes.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verifySchema } from "../../src/report/wire.js";
import { conformance } from "../run/onnx-cases.js";
import { runCli } from "./session.js";

const against = (...more: readonly string[]) => ["verify", "lenet-5", "--format", "json", "--against", ...more];

describe("a right runtime passes, node by node and from end to end", () => {
  test.each(["onnxruntime-node", "onnxruntime-web"])("%s", async (runtime) => {
    const { code, stdout } = await runCli(against(runtime));
    const report = verifySchema.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(report.device).toMatch(new RegExp(`^${runtime} 1\\.`));
    expect(report.endToEnd?.ok).toBe(true);
    expect(report.nodes.length).toBe(12);
    for (const { comparison } of report.nodes) expect(comparison?.greatestShare).toBeLessThanOrEqual(1);
  });

  // A file's own weights are what the runtime is given: PyTorch's transformer, whose exporter wrote its norms in parts.
  test("a file with weights of its own", async () => {
    const file = join(conformance, "torch", "small", "transformer_encoder_2l.op13.fixed.onnx");
    const { code, stdout } = await runCli(["verify", file, "--format", "json", "--against", "onnxruntime-node"]);
    expect(code).toBe(0);
    expect(verifySchema.parse(JSON.parse(stdout)).endToEnd?.ok).toBe(true);
  });
});

test("onnxruntime's WebGPU provider: the convolution from 6 to 16 channels is wrong, and nothing else", () => {
  const line = [...against("onnxruntime-node"), "--provider", "webgpu"];
  const { status, stdout } = spawnSync(process.execPath, ["--import", "tsx", "src/cli/main.ts", ...line], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  const report = verifySchema.parse(JSON.parse(stdout));
  expect(report.nodes.filter(({ ok }) => !ok).map(({ name, op }) => [name, op])).toEqual([["C3", "Conv"]]);
  const error = report.nodes.find(({ name }) => name === "C3")?.comparison?.greatestError;
  // As much as the values themselves: no rounding explains it.
  expect(error).toBeGreaterThan(0.1);
  expect(report.endToEnd?.ok).toBe(false);
});

describe("what makes no sense together is a mistake of usage", () => {
  test.each([
    ["a provider without a runtime", ["verify", "lenet-5", "--provider", "cpu"]],
    ["a device and a runtime", [...against("onnxruntime-node"), "--device", "webgpu"]],
    ["a provider that the runtime does not have", [...against("onnxruntime-web"), "--provider", "webgpu"]],
  ])("%s", async (_, line) => {
    const { code, stderr } = await runCli(line);
    expect(code).toBe(2);
    expect(stderr).toContain("--");
  });
});
