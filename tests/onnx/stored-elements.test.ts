// Weights of a file, read back: what was drawn and written is what is read, inside the model and beside it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openWeights } from "../../src/cli/own-weights.js";
import { exportModel, joinChunks } from "../../src/onnx/index.js";
import { readModelFile } from "../../src/onnx/node-file.js";
import { inspectModel } from "../../src/onnx.js";
import { seededWeights } from "../../src/run/seeded.js";
import { prepareArchitecture } from "../run/networks.js";

const folder = mkdtempSync(join(tmpdir(), "shapewright-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { shaped } = prepareArchitecture("lenet-5");

async function written(name: string, externalAbove: number) {
  const exported = exportModel(shaped, { seed: 3, externalAbove, dataFile: `${name}.data` });
  if (!exported.ok) throw new Error(exported.diagnostics.join("\n"));
  const file = join(folder, `${name}.onnx`);
  writeFileSync(file, joinChunks(exported.value.file));
  const { external } = exported.value;
  if (external !== undefined) writeFileSync(join(folder, external.location), joinChunks(external.file));
  const loaded = inspectModel(await readModelFile(file));
  if (!loaded.ok) throw new Error(loaded.diagnostics.join("\n"));
  return { file, shaped: loaded.value.shaped };
}

describe("what is read is what was drawn with seed 3", () => {
  test.each([
    ["inside the model", 1e9],
    ["in a file beside it", 0],
  ])("%s", async (name, externalAbove) => {
    const read = await written(name.replaceAll(" ", "-"), externalAbove);
    const drawn = seededWeights(shaped.graph, 3);
    const weights = await openWeights(read, 1);
    const parameters = [...shaped.graph.weights.values()].filter(({ kind }) => kind === "parameter");
    // C1, C3, C5, F6 and F7 have a kernel and a bias each.
    expect(parameters.length).toBe(10);
    for (const weight of parameters) {
      const found = read.shaped.graph.weights.get(weight.name);
      expect(found && weights.weightOf(found)).toEqual(drawn(weight));
    }
    expect(weights.findings()).toEqual([]);
    weights.close();
  });
});

test("where the data file is missing they are drawn, and it is said", async () => {
  const read = await written("broken", 0);
  rmSync(join(folder, "broken.data"));
  const weights = await openWeights(read, 1);
  const [kernel] = [...read.shaped.graph.weights.values()].filter(({ kind }) => kind === "parameter");
  if (kernel === undefined) throw new Error("there is no weight");
  expect(weights.weightOf(kernel)).toEqual(seededWeights(read.shaped.graph, 1)(kernel));
  expect(weights.findings().map(String).join()).toContain("1 weights of the file could not be read");
});
