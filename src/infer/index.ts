/** Shape inference. */
export { checkFile } from "./file-checks.js";
export { inferShapes, type ShapedGraph } from "./infer.js";
