/** Reading and writing ONNX files. */
export {
  type ExportedModel,
  type ExportOptions,
  exportModel,
  type FileElements,
  type TypedGraph,
} from "./export/export.js";
export { type ByteStream, joinChunks } from "./export/file.js";
export { findPathFault, findRangeFault } from "./external-data.js";
export { type ImportOptions, importModel } from "./import/import.js";
export type {
  AttributeType,
  Complex,
  DeclaredSize,
  DeclaredType,
  Element,
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
  Storage,
  TrainingInfo,
} from "./model.js";
export { decodeModel, decodeTensorFile, type ReadOptions, readModel } from "./read.js";
export type { ByteSource, Readable } from "./source.js";
export type { WireLimits } from "./wire-limits.js";
