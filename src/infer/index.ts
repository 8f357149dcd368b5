/** Shape inference. */
export { inferShapes, type ShapedGraph, type SubgraphRun } from "./infer.js";
