// Networks that PyTorch exported, with its own outputs: WebGPU gives the same values, every step by a kernel of its own.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { inferShapes } from "../../../src/infer/index.js";
import { onnx } from "../../../src/ops/index.js";
import { planGraph } from "../../../src/run/plan-graph.js";
import { hostSteps } from "../../../src/run/webgpu/executor.js";
import { readNpy } from "../npy.js";
import { conformance } from "../onnx-cases.js";
import { firstDifference } from "../onnx-graph.js";
import { elementsIn, importFile } from "../onnx-numeric.js";
import { openExecutor } from "./one-step.js";

const folder = join(conformance, "torch", "small");
const executor = openExecutor();
afterAll(() => executor.dispose());

/** Shaders of great windows take long to compile on a software adapter: the quick run takes every fourth network. */
const every = process.env.SHAPEWRIGHT_TEST === "full" ? 1 : 4;
const files = readdirSync(folder).filter((file) => file.endsWith(".op17.fixed.onnx"));
const rows = files.filter((_, i) => i % every === 0);

test.each(rows)("%s", async (file) => {
  const { graph, inputNames } = importFile(join(folder, file));
  const shaped = inferShapes(graph, onnx);
  const plan = shaped.ok ? planGraph(shaped.value) : shaped;
  if (!plan.ok) throw new Error(plan.diagnostics.join("\n"));
  expect(hostSteps(plan.value)).toEqual([]);
  const name = file.replace(".op17.fixed.onnx", "");
  const inputs = new Map([[inputNames[0] ?? "", readNpy(join(folder, `${name}.case0.input.npy`))]]);
  const found = await executor.run(plan.value, inputs, elementsIn(graph));
  for (const [i, { value }] of plan.value.outputs.entries()) {
    const expected = readNpy(join(folder, `${name}.case0.output${i === 0 ? "" : `_${i}`}.npy`));
    const actual = found.get(value);
    if (actual === undefined) throw new Error(`no output ${value}`);
    expect(firstDifference(actual, expected, { rtol: 1e-3, atol: 1e-5 })).toBeUndefined();
  }
});
