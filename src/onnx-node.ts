/** The package's entry for ONNX files on disk, for Node. */
import type { Diagnostic, Result } from "./diagnostic.js";
import { learntNames } from "./onnx/check/weights.js";
import type { Readable } from "./onnx/index.js";
import { readModelFile, scanWeightFiles } from "./onnx/node-file.js";
import { inspectModel, type LoadedModel, type LoadOptions, loadModel as loadReadable } from "./onnx.js";
import { onnx } from "./ops/onnx-registry.js";

/** As `loadModel` of `shapewright/onnx`, which also takes the path of a file. */
export function loadModel(source: string | Readable, options: LoadOptions = {}): Promise<Result<LoadedModel>> {
  return typeof source === "string" ? loadModelFile(source, options) : loadReadable(source, options);
}

/** As `loadModel`, for the file at `path`. What cannot be opened or read is a finding. */
export async function loadModelFile(path: string, options: LoadOptions = {}): Promise<Result<LoadedModel>> {
  return inspectModel(await readModelFile(path, options), options);
}

/** As `checkModel` of `shapewright/onnx`, which also takes the path of a file. */
export async function checkModel(source: string | Readable, options: LoadOptions = {}): Promise<readonly Diagnostic[]> {
  return (await loadModel(source, options)).diagnostics;
}

/**
 * Reads all weights of the file at `path`, which loading leaves where they are, piece by piece: findings on those that
 * are NaN or infinite.
 */
export function checkWeightFiles(path: string, { model, graph }: LoadedModel): Promise<readonly Diagnostic[]> {
  return scanWeightFiles(path, model, learntNames(graph.nodes, onnx));
}

export { type ElementFiles, findDataFile, openElements, openFile, readModelFile } from "./onnx/node-file.js";
