// The ONNX project's light CNNs on WebGPU give the values that come with them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { inferShapes } from "../../../src/infer/index.js";
import { decodeTensorFile } from "../../../src/onnx/index.js";
import { onnx } from "../../../src/ops/index.js";
import { tensorOf } from "../../../src/ops/reference-data.js";
import { planGraph } from "../../../src/run/plan-graph.js";
import { hostSteps } from "../../../src/run/webgpu/executor.js";
import { conformance } from "../onnx-cases.js";
import { firstDifference, tensorOfModel } from "../onnx-graph.js";
import { elementsIn, importFile } from "../onnx-numeric.js";
import { openExecutor } from "./one-step.js";

const folder = join(conformance, "light");
const executor = openExecutor();
afterAll(() => executor.dispose());

interface Row {
  readonly name: string;
  readonly file: string;
  readonly inputs: readonly { readonly shape: readonly number[] }[];
  readonly expected?: { readonly file: string };
}

const all: readonly Row[] = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
const light = all.filter(
  ({ expected, name }) =>
    expected !== undefined && (process.env.SHAPEWRIGHT_TEST === "full" || name === "light_squeezenet"),
);

test.each(light.map((row) => [row.name, row] as const))("%s", async (_, { file, inputs: [input], expected }) => {
  const { graph, inputNames } = importFile(join(folder, file));
  const shaped = inferShapes(graph, onnx);
  const plan = shaped.ok ? planGraph(shaped.value) : shaped;
  if (!plan.ok) throw new Error(plan.diagnostics.join("\n"));
  expect(hostSteps(plan.value)).toEqual([]);
  const shape = input?.shape ?? [];
  const elements = shape.reduce((product, size) => product * size, 1);
  // The conformance data's README: x[i] = i / numel.
  const x = tensorOf({ dtype: "float32", shape }, (i) => i / elements);
  const found = await executor.run(plan.value, new Map([[inputNames[0] ?? "", x]]), elementsIn(graph));
  const actual = found.get(plan.value.outputs[0]?.value ?? "");
  const stored = decodeTensorFile(readFileSync(join(folder, expected?.file ?? ""))).value;
  if (actual === undefined || stored === undefined) throw new Error("no output");
  expect(firstDifference(actual, tensorOfModel(stored), { rtol: 1e-3, atol: 1e-7 })).toBeUndefined();
});
