// The JSON Schemas that the package publishes: of specifications, and of what the commands print as JSON.
import { wireJsonSchemas } from "../../src/report/wire.js";
import { architectureJsonSchema } from "../../src/spec/json-schema.js";
import type { Generator } from "./generator.js";

const width = 120;

/** JSON with what fits on a line on one line, so that a schema can be read and its changes reviewed. */
function formatJson(value: unknown, indent = "", key = ""): string {
  const line = JSON.stringify(value);
  if (typeof value !== "object" || value === null || indent.length + key.length + line.length < width) return line;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => inner + formatJson(item, inner))
    : Object.entries(value).map(([name, item]) => {
        const key = `${JSON.stringify(name)}: `;
        return inner + key + formatJson(item, inner, key);
      });
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

const schemas = { architecture: architectureJsonSchema(), ...wireJsonSchemas() };

export const jsonSchemas: readonly Generator[] = Object.entries(schemas).map(([name, schema]) => ({
  file: `schemas/${name}.schema.json`,
  content: () => `${formatJson(schema)}\n`,
}));
