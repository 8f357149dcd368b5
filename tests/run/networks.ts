// Networks of the zoo as the run tests need them: inferred graph, report, plans.
import { analyseGraph } from "../../src/analysis/analyse.js";
import type { Report } from "../../src/analysis/report.js";
import { inferShapes, type ShapedGraph } from "../../src/infer/index.js";
import type { Plan } from "../../src/run/plan.js";
import { planGraph } from "../../src/run/plan-graph.js";
import { lowerSpec, readSpec } from "../../src/spec/index.js";
import { readArchitecture } from "../../src/zoo.js";

export interface Prepared {
  readonly shaped: ShapedGraph;
  readonly report: Report;
  readonly fused: Plan;
  readonly unfused: Plan;
}

function planOf(shaped: ShapedGraph, fuse: boolean): Plan {
  const plan = planGraph(shaped, { fuse });
  if (!plan.ok) throw new Error(plan.diagnostics.join("\n"));
  return plan.value;
}

export function prepare(shaped: ShapedGraph): Prepared {
  return {
    shaped,
    report: analyseGraph(shaped, {}),
    fused: planOf(shaped, true),
    unfused: planOf(shaped, false),
  };
}

function lowered(spec: Parameters<typeof lowerSpec>[0], variant?: string): ShapedGraph {
  const graph = lowerSpec(spec, { variant });
  if (!graph.ok) throw new Error(graph.diagnostics.join("\n"));
  const shaped = inferShapes(graph.value);
  if (!shaped.ok) throw new Error(shaped.diagnostics.join("\n"));
  return shaped.value;
}

/** A network of the zoo by name. */
export function prepareArchitecture(name: string): Prepared {
  const read = readArchitecture(name);
  if (!read.ok) throw new Error(read.diagnostics.join("\n"));
  return prepare(lowered(read.value.spec, read.value.variant));
}

/** A network from a document. */
export function prepareDocument(document: unknown): Prepared {
  const spec = readSpec(document);
  if (!spec.ok) throw new Error(spec.diagnostics.join("\n"));
  return prepare(lowered(spec.value));
}
