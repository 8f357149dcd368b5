/** The graph's types and walks. */
export type {
  About,
  AttributeValue,
  Graph,
  GraphInput,
  InitialiserChoice,
  Module,
  Node,
  Origin,
  Weight,
} from "./graph.js";
