/** The package's entry for ONNX files on disk, for Node. */
export { findDataFile, openFile, readModelFile } from "./onnx/node-file.js";
