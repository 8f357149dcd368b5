/** Shape inference. */
export { inferFile } from "./file.js";
export { inferShapes, type ShapedGraph } from "./infer.js";
