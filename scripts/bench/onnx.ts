// From an ONNX file's bytes to the shapes of all its tensors: a transformer with open sizes, and a file of 2 GB.
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inferShapes } from "../../src/infer/index.js";
import { importModel } from "../../src/onnx/index.js";
import { decodeModel } from "../../src/onnx.js";
import { loadModelFile } from "../../src/onnx-node.js";
import { onnx } from "../../src/ops/onnx-registry.js";
import { folder } from "../conformance/models.js";
import { measureMedian, printFigure } from "./measure.js";
import { benchAgainstOnnx } from "./onnx-reference.js";

function inferBytes(bytes: Uint8Array): void {
  const decoded = decodeModel(bytes);
  const imported = decoded.value && importModel(decoded.value);
  if (imported?.value === undefined) throw new Error("the file could not be read");
  inferShapes(imported.value, onnx);
}

function benchTransformer(): void {
  const file = join(folder, "torch/exports/vit_b_16.op17.dyn.onnx");
  if (!existsSync(file)) throw new Error(`no ${file}: set SHAPEWRIGHT_CONFORMANCE`);
  const bytes = readFileSync(file);
  printFigure(
    "vit_b_16 op17, open sizes: read, import, infer",
    measureMedian(50, () => inferBytes(bytes)),
    "ms",
    6,
  );
}

/** A model of one initialiser whose raw data is 2 GB of nothing, sparse on the disk. */
async function benchLargeFile(): Promise<void> {
  const folderOfFile = mkdtempSync(join(tmpdir(), "shapewright-"));
  try {
    const path = join(folderOfFile, "large.onnx");
    const elements = 500_000_000;
    writeSparseModel(path, elements);
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const loaded = await loadModelFile(path);
    const seconds = (performance.now() - start) / 1000;
    if (loaded.value === undefined) throw new Error(loaded.diagnostics.join("\n"));
    printFigure("a file of 2 GB with its weights inside", seconds, "s", 1);
    printFigure("memory more than before", (process.memoryUsage().rss - before) / 1e6, "MB", 200);
  } finally {
    rmSync(folderOfFile, { recursive: true });
  }
}

/** Bytes of a number as protobuf writes it. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** ModelProto { ir_version 8, graph { initializer { dims, float, name w, raw_data } }, opset_import 17 }. */
function writeSparseModel(path: string, elements: number): void {
  const size = elements * 4;
  const tensorHead = [0x08, ...varint(elements), 0x10, 1, 0x42, 1, 0x77, 0x4a, ...varint(size)];
  const graphName = [0x12, 1, 0x67];
  const tensor = [0x2a, ...varint(tensorHead.length + size), ...tensorHead];
  const graph = [0x3a, ...varint(graphName.length + tensor.length + size), ...graphName, ...tensor];
  const head = Uint8Array.of(0x08, 8, 0x42, 2, 0x10, 17, ...graph);
  const file = openSync(path, "w");
  writeSync(file, head);
  closeSync(file);
  truncateSync(path, head.length + size);
}

export async function benchOnnx(): Promise<void> {
  benchTransformer();
  await benchLargeFile();
  await benchAgainstOnnx();
}
