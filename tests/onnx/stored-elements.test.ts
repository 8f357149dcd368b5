// Weights of a file, read back: what was drawn and written is what is read, inside the model and beside it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exportModel, joinChunks } from "../../src/onnx/index.js";
import { readModelFile, WeightFiles } from "../../src/onnx/node-file.js";
import { readElements } from "../../src/onnx/stored-elements.js";
import { inspectModel } from "../../src/onnx.js";
import { seededWeights } from "../../src/run/seeded.js";
import { prepareArchitecture } from "../run/networks.js";

const folder = mkdtempSync(join(tmpdir(), "shapewright-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { shaped } = prepareArchitecture("lenet-5");

async function written(name: string, externalAbove: number) {
  const exported = exportModel(shaped, { seed: 3, externalAbove, dataFile: `${name}.data` });
  if (!exported.ok) throw new Error(exported.diagnostics.join("\n"));
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, joinChunks(exported.value.file));
  if (exported.value.external !== undefined) {
    writeFileSync(join(folder, exported.value.external.location), joinChunks(exported.value.external.file));
  }
  const loaded = inspectModel(await readModelFile(path));
  if (!loaded.ok) throw new Error(loaded.diagnostics.join("\n"));
  return { path, stored: loaded.value.stored };
}

test.each([
  ["inside the model", 1e9],
  ["in a file beside it", 0],
])("weights %s", async (name, externalAbove) => {
  const { path, stored } = await written(name.replaceAll(" ", "-"), externalAbove);
  const drawn = seededWeights(shaped.graph, 3);
  const files = new WeightFiles(path);
  let compared = 0;
  for (const weight of shaped.graph.weights.values()) {
    const tensor = stored.get(weight.name);
    if (tensor === undefined || weight.kind !== "parameter") continue;
    expect(readElements(tensor, files.read)).toEqual(drawn(weight));
    compared++;
  }
  files.close();
  // C1, C3, C5, F6 and F7 have a kernel and a bias each.
  expect(compared).toBe(10);
});

test("a reason instead of a tensor where the data file is missing, too short or elsewhere", async () => {
  const { path, stored } = await written("broken", 0);
  const [tensor] = stored.values();
  if (tensor === undefined) throw new Error("there is no weight");
  const files = new WeightFiles(path);
  const read = (location: string, offset = 0) =>
    readElements({ ...tensor, storage: { kind: "external", location, offset, length: null } }, files.read);
  expect(read("absent.data")).toContain("there is no file");
  expect(read("broken.data", 1e9)).toContain("ends before byte");
  expect(read("../outside.data")).toContain("leads out of the model's folder");
  files.close();
});
