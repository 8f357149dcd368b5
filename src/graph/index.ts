/** The graph's types and walks. */
export { capturedBy } from "./captured.js";
export type {
  About,
  AttributeValue,
  DeclaredTensor,
  FileFacts,
  Graph,
  GraphInput,
  InitialiserChoice,
  Module,
  Node,
  Origin,
  StoredElements,
  Subgraph,
  Weight,
} from "./graph.js";
