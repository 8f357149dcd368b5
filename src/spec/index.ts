/** Specifications: reading, and lowering to the graph. */
export type { LayerDefinition } from "./layer.js";
export { type Layer, type LayerType, layerOf, layers, layerTypes } from "./layers/index.js";
export { defaultMaxNodes, type LowerOptions, lowerSpec } from "./lower.js";
export { type Locate, type Path, pathText } from "./place.js";
export { readSpec } from "./read.js";
export { type SpecDocument, specSchema } from "./schema.js";
export { defineArchitecture, Spec, trustSpec } from "./spec.js";
