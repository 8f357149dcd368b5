// References to data files stay in the model's folder, by their text and through links, and their ranges are checked.
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeModel, findPathFault, findRangeFault } from "../../src/onnx/index.js";
import { findDataFile } from "../../src/onnx/node-file.js";
import { type FieldOf, message, modelOf } from "./message.js";

const allowed = ["weights.bin", "data/weights.bin", "./weights.bin", "a..b", "..data", "model.onnx_data", "größe.bin"];
const refused = [
  ["", /empty/],
  ["../weights.bin", /leads out/],
  ["data/../../weights.bin", /leads out/],
  ["data\\..\\..\\weights.bin", /leads out/],
  ["..", /leads out/],
  ["/etc/passwd", /absolute/],
  ["\\\\server\\share", /absolute/],
  ["C:\\weights.bin", /drive/],
  ["c:weights.bin", /drive/],
  ["weights\0.bin", /NUL/],
  [".", /folder/],
  ["./", /folder/],
] as const;

test.each(allowed)("%j is followed", (location) => expect(findPathFault(location)).toBeUndefined());
test.each(refused)("%j is not", (location, reason) => expect(findPathFault(location)).toMatch(reason));

/** A float32[2, 3] tensor, 24 bytes, with these entries. */
function read(entries: Readonly<Record<string, string>>) {
  const fields = Object.entries(entries).map(([key, value]): FieldOf => [13, message([1, key], [2, value])]);
  const tensor = message([1, 2], [1, 3], [2, 1], [8, "w"], ...fields, [14, 1]);
  const { value, diagnostics } = decodeModel(modelOf(message([5, tensor])));
  return { storage: value?.graph.initializers[0]?.storage, texts: diagnostics.map(String) };
}

test("a reference with all its parts, and with the fewest", () => {
  expect(read({ location: "w.bin", offset: "4096", length: "24", checksum: "ab" })).toEqual({
    storage: { kind: "external", location: "w.bin", offset: 4096, length: 24, checksum: "ab" },
    texts: [],
  });
  expect(read({ location: "w.bin" })).toEqual({
    storage: { kind: "external", location: "w.bin", offset: 0, length: null },
    texts: [],
  });
});

test.each([
  [{}, "error[onnx/external-data] w: the reference to external data is broken: it has no location"],
  [
    { location: "../w" },
    'error[onnx/external-path] w: the external data "../w" is not read: it leads out of the model\'s folder',
  ],
  [
    { location: "w", offset: "-1" },
    'error[onnx/external-data] w: the reference to external data is broken: its offset is "-1", no number of bytes',
  ],
  [
    { location: "w", length: "1e3" },
    'error[onnx/external-data] w: the reference to external data is broken: its length is "1e3", no number of bytes',
  ],
  [{ location: "w", length: "20" }, "error[onnx/data-length] w: float32[2, 3] needs 24 bytes, the file has 20"],
])("%j is a finding", (entries, text) => {
  expect(read(entries)).toEqual({
    storage: { kind: "invalid" },
    texts: [text],
  });
});

test.each([
  [0, 24, 24, true],
  [0, null, 24, true],
  [8, 24, 32, true],
  [8, 24, 31, false],
  [0, null, 23, false],
])("offset %i, length %j in a file of %i bytes: %j", (offset, length, size, fits) => {
  const fault = findRangeFault({ kind: "external", location: "w", offset, length }, 24, size);
  expect(fault === undefined).toBe(fits);
});

describe("on disk", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(joinPath(tmpdir(), "shapewright-"));
    await mkdir(joinPath(folder, "model/data"), { recursive: true });
    await writeFile(joinPath(folder, "secret"), "secret");
    await writeFile(joinPath(folder, "model/data/w.bin"), new Uint8Array(24));
    await symlink(joinPath(folder, "secret"), joinPath(folder, "model/link"));
    await symlink("data/w.bin", joinPath(folder, "model/inner-link"));
    await symlink("..", joinPath(folder, "model/up"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(["data/w.bin", "inner-link"])("%s is found", async (location) => {
    const found = await findDataFile(joinPath(folder, "model/m.onnx"), location);
    expect(found.value?.size).toBe(24);
  });

  test.each([
    ["link", /a link leads out/],
    ["up/secret", /a link leads out/],
    ["up", /a link leads out/],
    ["data", /no file/],
    ["missing", /does not exist/],
    ["../secret", /leads out/],
  ])("%s is refused", async (location, reason) => {
    const { ok, diagnostics } = await findDataFile(joinPath(folder, "model/m.onnx"), location);
    expect(ok).toBe(false);
    expect(diagnostics[0]?.message).toMatch(reason);
  });
});
