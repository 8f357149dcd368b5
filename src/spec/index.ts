/** Specifications: reading, checking, lowering to the graph. */
export { type LowerOptions, lowerSpec } from "./lower.js";
export type { Locate, Path } from "./place.js";
export { defineArchitecture, readSpec, type Spec, trustSpec } from "./read.js";
export { type SpecDocument, type SpecInput, specSchema } from "./schema.js";
