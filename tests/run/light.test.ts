// The ONNX project's own small models: what its converter tests and its light CNNs expect comes out of the reference.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeTensorFile } from "../../src/onnx/index.js";
import { onnx } from "../../src/ops/index.js";
import { tensorOf } from "../../src/ops/reference-data.js";
import { runGraph } from "../../src/run/execute-graph.js";
import { seededWeights } from "../../src/run/seeded.js";
import { conformance } from "./onnx-cases.js";
import { firstDifference, tensorOfModel } from "./onnx-graph.js";
import { importFile, judgeAll } from "./onnx-numeric.js";

const folder = join(conformance, "light");

test("every model with inputs and outputs passes, but for Gradient, which needs a backward pass", () => {
  const { total, passed, failed, unsupported } = judgeAll(folder);
  console.info(`ONNX's small models on the reference: ${passed} of ${total}`);
  expect(failed).toEqual([]);
  expect(unsupported.filter((text) => !text.includes("Gradient cannot be run"))).toEqual([]);
});

interface Row {
  readonly name: string;
  readonly file: string;
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly expected?: { readonly file: string };
}

/** The light CNNs whose reference run takes a second or two; the others when everything is asked for. */
const quick = ["light_shufflenet", "light_squeezenet"];
const all: readonly Row[] = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
const light = all.filter(
  ({ expected, name }) => expected !== undefined && (process.env.SHAPEWRIGHT_TEST === "full" || quick.includes(name)),
);

describe("light CNNs", () => {
  test.each(light.map((row) => [row.name, row] as const))("%s", (_, { file, inputs: [input], expected }) => {
    const { graph, inputNames } = importFile(join(folder, file));
    const shape = input?.shape ?? [];
    const elements = shape.reduce((product, size) => product * size, 1);
    // The conformance data's README: x[i] = i / numel.
    const x = tensorOf({ dtype: "float32", shape }, (i) => i / elements);
    const [actual] = runGraph(graph, onnx, new Map([[inputNames[0] ?? "", x]]), seededWeights(graph, 1)).values();
    const stored = decodeTensorFile(readFileSync(join(folder, expected?.file ?? ""))).value;
    if (actual === undefined || stored === undefined) throw new Error("no output");
    expect(firstDifference(actual, tensorOfModel(stored), { rtol: 1e-3, atol: 1e-7 })).toBeUndefined();
  });
});
