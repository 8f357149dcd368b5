/** Where a node stands: the names it sees, the opsets it is of, the function call that it belongs to. */
import type { Origin } from "../../graph/index.js";
import type { Model, ModelAttribute, ModelNode } from "../model.js";
import type { Names } from "./names.js";

/** What holds where a node stands: names, opsets, and inside a function the attributes of its call. */
export interface Place {
  readonly names: Names;
  readonly opsets: ReadonlyMap<string, number>;
  readonly arguments?: ReadonlyMap<string, ModelAttribute>;
  /** How many function calls are around it. */
  readonly depth: number;
  /** The node of the model's graph that all this belongs to, where it stands in a function. */
  readonly origin?: Origin;
}

/** An attribute, or inside a function what the call gives for it; undefined where the call leaves it out. */
export function bindAttribute(attribute: ModelAttribute, place: Place): ModelAttribute | undefined {
  return "reference" in attribute ? place.arguments?.get(attribute.reference) : attribute;
}

/** How messages call a node: by its name, or by its index, operator and first output. */
export function labelOf(
  { name, op, outputs: [output = ""] }: Pick<ModelNode, "name" | "op" | "outputs">,
  index: number,
): string {
  return name === "" ? `#${index} (${op}${output === "" ? "" : ` → ${output}`})` : name;
}

/** Whether a name is the label of a node that has none. */
export function isLabel(name: string): boolean {
  return /^#\d+ \(/.test(name);
}

export function opsetsOf(imports: Model["opsetImports"]): ReadonlyMap<string, number> {
  return new Map(imports.map(({ domain, version }) => [domain === "ai.onnx" ? "" : domain, version]));
}
