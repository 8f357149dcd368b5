// Builds networks for the tests of specifications: reads, lowers, infers, and says what came out.
import type { Diagnostic } from "../../src/diagnostic.js";
import { text } from "../../src/dim/index.js";
import type { Graph } from "../../src/graph/index.js";
import { inferShapes } from "../../src/infer/index.js";
import { type LowerOptions, lowerSpec, readSpec, type SpecDocument } from "../../src/spec/index.js";
import { parseYaml } from "../../src/spec/yaml.js";

export type Layers = SpecDocument["layers"];

/** What a test looks at; shapes as text, so that symbols can be compared. */
export interface Built {
  readonly graph: Graph;
  /** Shape of a value by name. */
  shape(value: string): string | undefined;
  /** Shape of the first output. */
  readonly output: string | undefined;
  /** Elements of all learnable tensors, each once. */
  readonly params: number;
  readonly ops: readonly string[];
  readonly names: readonly string[];
}

function describe(graph: Graph): Built {
  const shaped = inferShapes(graph);
  if (!shaped.ok) throw new Error(shaped.diagnostics.map(String).join("\n"));
  const shape = (value: string): string | undefined =>
    shaped.value.types
      .get(value)
      ?.shape?.map((size) => text(size))
      .join(" ");
  const learnable = [...graph.weights.values()].filter(({ kind }) => kind === "parameter");
  return {
    graph,
    shape,
    output: shape(graph.outputs[0]?.value ?? ""),
    params: learnable.reduce(
      (sum, weight) => sum + weight.shape.reduce<number>((size, axis) => size * Number(axis), 1),
      0,
    ),
    ops: graph.nodes.map(({ op }) => op),
    names: graph.nodes.map(({ name }) => name),
  };
}

/** A network that must have no fault. */
export function build(document: SpecDocument, options?: LowerOptions): Built {
  const spec = readSpec(document);
  if (!spec.ok) throw new Error(spec.diagnostics.map(String).join("\n"));
  const lowered = lowerSpec(spec.value, options);
  if (!lowered.ok) throw new Error(lowered.diagnostics.map(String).join("\n"));
  return describe(lowered.value);
}

/** A network of these layers behind one input. */
export function buildLayers(
  shape: readonly (number | string)[],
  layers: Layers,
  more: Partial<SpecDocument> = {},
): Built {
  return build({ name: "test", input: { shape: [...shape] }, layers, ...more });
}

/** All findings of a document, of its form or of what it builds. */
export function findingsOf(document: unknown, options?: LowerOptions): readonly Diagnostic[] {
  const spec = readSpec(document);
  return spec.ok ? lowerSpec(spec.value, options).diagnostics : spec.diagnostics;
}

/** All findings of a YAML text. */
export function findingsOfText(yaml: string, options?: LowerOptions): readonly Diagnostic[] {
  const parsed = parseYaml(yaml, "test.yaml");
  if (!parsed.ok) return parsed.diagnostics;
  const spec = readSpec(parsed.value.document, parsed.value.locate);
  return spec.ok ? lowerSpec(spec.value, options).diagnostics : spec.diagnostics;
}
