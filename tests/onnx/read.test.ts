// A model reads the same from memory, a Blob, a stream and a file, and of one with long weights little is read and kept.
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ByteSource, decodeModel, type Readable, readModel } from "../../src/onnx/index.js";
import { readModelFile } from "../../src/onnx/node-file.js";
import { readConformance } from "./conformance.js";
import { join, message, modelOf, varint } from "./message.js";

const weight = (name: string, count: number): Uint8Array =>
  message([1, count], [2, 1], [8, name], [9, new Uint8Array(4 * count)]);
/** Weights of 400 kB, so that places between them are skipped. */
const heavy = modelOf(
  message(
    [5, weight("a", 100_000)],
    [5, weight("b", 100_000)],
    [1, message([4, "Relu"], [1, "a"], [2, "y"])],
    [5, weight("c", 100_000)],
  ),
);

const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> => new Blob([bytes.slice()]).stream();

describe.each([
  ["a small real file", readConformance("light/light/light_zfnet512.onnx")],
  ["weights of 1.2 MB", heavy],
])("%s", (_name, bytes) => {
  const whole = decodeModel(bytes);

  test.each<[string, () => Readable]>([
    ["bytes", () => bytes],
    ["an ArrayBuffer", () => bytes.slice().buffer],
    ["a Blob", () => new Blob([bytes.slice()])],
    ["a stream", () => streamOf(bytes)],
  ])("from %s", async (_kind, make) => {
    expect(whole.ok).toBe(true);
    expect(await readModel(make())).toEqual(whole);
  });

  test.each<[string, () => Readable]>([
    ["a Blob", () => new Blob([bytes.slice(0, -5)])],
    ["a stream", () => streamOf(bytes.slice(0, -5))],
    ["a stream that ends in a weight", () => streamOf(bytes.slice(0, bytes.length / 2))],
  ])("cut off, from %s", async (_kind, make) => {
    const { value, diagnostics } = await readModel(make());
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["onnx/truncated"]);
  });
});

test("what is skipped is not read", async () => {
  let read = 0;
  const source: ByteSource = {
    size: heavy.length,
    read: (offset, length) => {
      const bytes = heavy.subarray(offset, offset + length);
      read += bytes.length;
      return Promise.resolve(bytes);
    },
  };
  const padded: ByteSource = { ...source, size: heavy.length };
  const { value } = await readModel(padded);
  expect(value?.graph.nodes[0]?.op).toBe("Relu");
  expect(value?.size.keptBytes).toBeLessThan(200);
  expect(read).toBeLessThan(heavy.length / 4);
});

test("a source is closed, whether it reads or breaks", async () => {
  const closed: string[] = [];
  const close = (name: string) => async () => {
    closed.push(name);
  };
  await readModel({ size: 0, read: async () => new Uint8Array(0), close: close("empty") });
  const broken: ByteSource = { size: 9, read: () => Promise.reject(new Error("gone")), close: close("broken") };
  await expect(readModel(broken)).rejects.toThrow("gone");
  expect(closed).toEqual(["empty", "broken"]);
});

describe("on disk", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(joinPath(tmpdir(), "shapewright-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("a file", async () => {
    const path = joinPath(folder, "heavy.onnx");
    await writeFile(path, heavy);
    expect(await readModelFile(path)).toEqual(decodeModel(heavy));
  });

  test("a file of 5 GB, sparse, of which some bytes are kept", async () => {
    const path = joinPath(folder, "large.onnx");
    const bytes = 5 * 2 ** 30;
    const tensor = join(message([1, bytes], [2, 2], [8, "w"]), varint(9 * 8 + 2), varint(bytes));
    const graph = join(varint(5 * 8 + 2), varint(tensor.length + bytes), tensor);
    const head = join(message([1, 8]), varint(7 * 8 + 2), varint(graph.length + bytes), graph);
    await writeFile(path, head);
    await truncate(path, head.length + bytes);
    const { value, diagnostics } = await readModelFile(path);
    expect(diagnostics).toEqual([]);
    expect(value?.graph.initializers[0]?.storage).toEqual({
      kind: "file",
      field: "raw_data",
      offset: head.length,
      bytes,
    });
    expect(value?.size.keptBytes).toBeLessThan(100);
  });

  test.each([
    ["missing.onnx", "input/not-found"],
    [".", "input/unreadable"],
  ])("%s", async (name, code) => {
    const { ok, diagnostics } = await readModelFile(joinPath(folder, name));
    expect(ok).toBe(false);
    expect(diagnostics.map((finding) => finding.code)).toEqual([code]);
  });
});
