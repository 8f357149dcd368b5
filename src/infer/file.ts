/** Inference of a file's graph: what the file itself declares is held against what was inferred. */
import { type Result, resultOf } from "../diagnostic.js";
import type { Graph } from "../graph/index.js";
import type { Registry } from "../ops/index.js";
import { compareDeclared } from "./declared.js";
import { findFrozenSizes } from "./frozen-sizes.js";
import { inferShapes, type ShapedGraph } from "./infer.js";

/** As {@link inferShapes}, and says where the types that the graph's file declares differ from those it finds. */
export function inferFile(graph: Graph, registry: Registry): Result<ShapedGraph> {
  const inferred = inferShapes(graph, registry);
  if (inferred.value === undefined || graph.declared === undefined) return inferred;
  const declared = [...compareDeclared(inferred.value), ...findFrozenSizes(inferred.value)];
  return resultOf(inferred.value, [...inferred.diagnostics, ...declared]);
}
