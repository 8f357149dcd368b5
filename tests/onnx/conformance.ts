// Finds the conformance files beside the repository, and says loudly when they are not there.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = process.env.SHAPEWRIGHT_CONFORMANCE ?? resolve(import.meta.dirname, "../../../shared/conformance");

/** Slash-separated paths of all its ONNX files, in order. */
export function listModels(): readonly string[] {
  if (!existsSync(folder)) {
    throw new Error("no conformance files: set SHAPEWRIGHT_CONFORMANCE, or put them at ../shared/conformance");
  }
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".onnx"))
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
}

export function readConformance(path: string): Uint8Array {
  return readFileSync(join(folder, path));
}
