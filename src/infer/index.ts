/** Shape inference. */
export { inferShapes, type ShapedGraph } from "./infer.js";
