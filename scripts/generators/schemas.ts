// The JSON Schemas of `schemas/`, made from Zod.
import { architectureJsonSchema } from "../../src/spec/json-schema.js";
import type { Generator } from "./generator.js";

export const architectureSchema: Generator = {
  file: "schemas/architecture.schema.json",
  content: () => `${JSON.stringify(architectureJsonSchema(), null, 2)}\n`,
};
