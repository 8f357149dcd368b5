/** Puts other input shapes into a document before it is read: what `--input 3x256x256` does. */
import { UsageError } from "./io.js";

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The document with the shapes replaced, the empty name standing for its only input. Throws {@link UsageError}. */
export function overrideInputs(document: unknown, inputs: ReadonlyMap<string, readonly number[]>): unknown {
  if (inputs.size === 0 || !isRecord(document)) return document;
  const single = isRecord(document.input) ? document.input : undefined;
  const several = isRecord(document.inputs) ? document.inputs : {};
  const names = single === undefined ? Object.keys(several) : ["input"];
  const shapes = new Map<string, readonly number[]>();
  for (const [name, shape] of inputs) {
    const meant = name === "" && names.length === 1 ? names[0] : name;
    if (meant === undefined || !names.includes(meant)) {
      throw new UsageError(
        name === ""
          ? `--input needs a name: the inputs are ${names.join(", ")}`
          : `--input: there is no input "${name}"`,
        `for example --input ${names[0] ?? "input"}=${shape.join("x")}`,
      );
    }
    shapes.set(meant, shape);
  }
  if (single !== undefined) return { ...document, input: { ...single, shape: shapes.get("input") } };
  const replaced = Object.entries(several).map(([name, input]) => {
    const shape = shapes.get(name);
    return [name, shape === undefined || !isRecord(input) ? input : { ...input, shape }];
  });
  return { ...document, inputs: Object.fromEntries(replaced) };
}
