/** The package's entry for ONNX files on disk, for Node. */
import type { Result } from "./diagnostic.js";
import { readModelFile } from "./onnx/node-file.js";
import { inspectModel, type LoadedModel, type LoadOptions } from "./onnx.js";

/** As `loadModel`, for the file at `path`. What cannot be opened or read is a finding. */
export async function loadModelFile(path: string, options: LoadOptions = {}): Promise<Result<LoadedModel>> {
  return inspectModel(await readModelFile(path, options), options);
}

export { type ElementFiles, findDataFile, openElements, openFile, readModelFile } from "./onnx/node-file.js";
