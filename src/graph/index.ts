/** The graph's types and walks. */
export { capturedBy } from "./captured.js";
export type {
  About,
  AttributeValue,
  DeclaredTensor,
  Graph,
  GraphInput,
  InitialiserChoice,
  Module,
  Node,
  Origin,
  Subgraph,
  Weight,
} from "./graph.js";
