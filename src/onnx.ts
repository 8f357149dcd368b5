/** The package's entry for ONNX files, for Node and browsers. */
import { analyseGraph } from "./analysis/analyse.js";
import type { Report } from "./analysis/report.js";
import { type Diagnostic, diagnose, type Result, resultOf } from "./diagnostic.js";
import type { Graph } from "./graph/index.js";
import { inferShapes, type ShapedGraph } from "./infer/index.js";
import { foldFollowing } from "./onnx/check/fold.js";
import { checkStructure } from "./onnx/check/structure.js";
import { findUnused } from "./onnx/check/unused.js";
import { checkWeights } from "./onnx/check/weights.js";
import {
  type ImportOptions,
  importModel,
  type Model,
  type ModelTensor,
  type Readable,
  type ReadOptions,
  readModel,
} from "./onnx/index.js";
import { onnx } from "./ops/onnx-registry.js";
import type { DType, TensorType } from "./tensor/index.js";

/** A model with the type of every tensor in it. */
export interface LoadedModel {
  /** What the file says. */
  readonly model: Model;
  /** The same network in the newest form of every operator. */
  readonly graph: Graph;
  readonly shaped: ShapedGraph;
  /** Element type and shape by name: inputs, weights, values inside, outputs. Symbolic sizes are formulas. */
  readonly tensors: ReadonlyMap<string, TensorType>;
  /** The tensor of the file behind a weight of the graph, by the weight's name. */
  readonly stored: ReadonlyMap<string, ModelTensor>;
}

export interface LoadOptions extends ReadOptions, ImportOptions {}

/**
 * Reads an ONNX file and gives every tensor its type. Weights are left where they are. Goes on past faults: the result
 * carries them, and the model too unless the file is none. Rejects only when the source itself does.
 */
export async function loadModel(readable: Readable, options: LoadOptions = {}): Promise<Result<LoadedModel>> {
  return inspectModel(await readModel(readable, options), options);
}

/** As {@link loadModel}, for a file that was read already. */
export function inspectModel(read: Result<Model>, options: ImportOptions = {}): Result<LoadedModel> {
  const { value: model } = read;
  if (model === undefined) return { ok: false, diagnostics: read.diagnostics };
  const stored = new Map<string, ModelTensor>();
  const imported = importModel(model, { ...options, onWeight: (weight, tensor) => void stored.set(weight, tensor) });
  const { value: graph } = imported;
  const before = [...read.diagnostics, ...checkStructure(model), ...imported.diagnostics];
  if (graph === undefined) return { ok: false, diagnostics: before };
  const registry = options.registry ?? onnx;
  const inferred = inferShapes(graph, registry);
  const found = foldFollowing(model.graph, before, inferred.diagnostics);
  const diagnostics = [...found, ...checkWeights(model, graph, registry), ...findUnused(model, graph)];
  const { value: shaped } = inferred;
  if (shaped === undefined) return { ok: false, diagnostics };
  return resultOf({ model, graph, shaped, tensors: shaped.types, stored }, diagnostics);
}

/** Everything that is wrong with a file, or worth knowing: see the diagnostics' codes. Never throws for a bad file. */
export async function checkModel(readable: Readable, options: LoadOptions = {}): Promise<readonly Diagnostic[]> {
  return (await loadModel(readable, options)).diagnostics;
}

/** The report of a loaded model: parameters, MACs, memory, per layer and in total. */
export function analyseModel({ shaped }: LoadedModel): Report {
  return analyseGraph(shaped);
}

/** What a caller would feed: shapes in numbers, and element types where they are known. */
export type FedInputs = Readonly<Record<string, { readonly shape: readonly number[]; readonly dtype?: DType }>>;

/**
 * What is wrong with inputs before they are fed: unknown or missing names, fixed sizes, symbols that would be two sizes
 * at once, element types, and what fails inside the network at these sizes.
 */
export function checkInputs(model: Model, inputs: FedInputs): readonly Diagnostic[] {
  const shapes = new Map(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
  const result = inspectModel({ ok: true, value: model, diagnostics: [] }, { inputs: shapes });
  const declared = result.value?.graph.inputs ?? [];
  const missing = declared.filter(({ name }) => !Object.hasOwn(inputs, name));
  const mistyped = declared.flatMap(({ name, type }) => {
    const dtype = Object.hasOwn(inputs, name) ? inputs[name]?.dtype : undefined;
    if (dtype === undefined || dtype === type.dtype) return [];
    return [diagnose("onnx/input-type", { input: name, given: dtype, expected: type.dtype }, { tensor: name })];
  });
  return [
    ...missing.map(({ name }) => diagnose("onnx/input-missing", { input: name }, { tensor: name })),
    ...mistyped,
    ...result.diagnostics,
  ];
}

export type {
  AttributeType,
  ByteSource,
  ByteStream,
  Complex,
  DeclaredSize,
  DeclaredType,
  Element,
  ExportedModel,
  ExportOptions,
  FileElements,
  ImportOptions,
  Integer,
  Model,
  ModelAttribute,
  ModelFunction,
  ModelGraph,
  ModelNode,
  ModelSparseTensor,
  ModelTensor,
  ModelValue,
  OpsetImport,
  Readable,
  ReadOptions,
  Storage,
  TrainingInfo,
  TypedGraph,
  WireLimits,
} from "./onnx/index.js";
export {
  decodeModel,
  decodeTensorFile,
  exportModel,
  findPathFault,
  findRangeFault,
  importModel,
  joinChunks,
  readModel,
} from "./onnx/index.js";
export { onnx } from "./ops/onnx-registry.js";
