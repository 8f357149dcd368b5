// Reads numpy's .npy files (format 1.0): little-endian float32 and int64 arrays in C order.
import { readFileSync } from "node:fs";
import type { RunTensor } from "../../src/tensor/index.js";

export function readNpy(file: string): RunTensor {
  const bytes = readFileSync(file);
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, start);
  const shape = [...(/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? "").matchAll(/\d+/g)].map(Number);
  const buffer = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length);
  if (header.includes("'<f4'")) return { dtype: "float32", shape, data: new Float32Array(buffer) };
  if (header.includes("'<i8'")) return { dtype: "int64", shape, data: new BigInt64Array(buffer) };
  throw new Error(`${file}: ${header}`);
}
