/** Specifications: reading, and lowering to the graph. */

export { layers, layerTypes } from "./layers/index.js";
export { type LowerOptions, lowerSpec } from "./lower.js";

export { readSpec } from "./read.js";
export { type SpecDocument, specSchema } from "./schema.js";
export { defineArchitecture, Spec, trustSpec } from "./spec.js";
