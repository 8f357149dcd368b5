// Networks that PyTorch exported, with its own outputs: the reference gives the same values, and executes as many
// multiplications as PyTorch's own profile of the run counts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readNpy } from "./npy.js";
import { conformance } from "./onnx-cases.js";
import { firstDifference, isCanonical, readGraph, runGraph } from "./onnx-graph.js";

const folder = join(conformance, "torch", "small");

interface Entry {
  readonly name: string;
  readonly macs_aten_total: number;
}

const entries: readonly Entry[] = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
const graphs = entries
  .filter(({ name }) => !name.includes("squeezenet"))
  .map((entry) => {
    const file = join(folder, `${entry.name}.op17.fixed.onnx`);
    return { ...entry, graph: readGraph(readFileSync(file), entry.name) };
  });
const rows = graphs.filter(({ graph }) => isCanonical(graph));
console.info(`PyTorch's networks: ${rows.length} of ${graphs.length} run; the others need import`);

test("most of the networks run", () => {
  expect(rows.length).toBeGreaterThan(6);
});

test.each(rows.map((row) => [row.name, row] as const))("%s", (name, { graph, macs_aten_total }) => {
  const input = readNpy(join(folder, `${name}.case0.input.npy`));
  const { tensors, executed } = runGraph(graph, new Map([[graph.inputs[0]?.name ?? "", input]]));
  const actual = tensors.get(graph.outputs[0]?.name ?? "");
  if (actual === undefined) throw new Error("no output");
  const expected = readNpy(join(folder, `${name}.case0.output.npy`));
  expect(firstDifference(actual, expected, { rtol: 1e-3, atol: 1e-5 })).toBeUndefined();
  expect(executed).toBe(macs_aten_total);
});
