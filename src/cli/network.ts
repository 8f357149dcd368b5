/** From what the user calls a network to its report: find it, read it, lower it, infer it, analyse it. */
import { analyseGraph } from "../analysis/analyse.js";
import type { Report } from "../analysis/report.js";
import type { Diagnostic, Result } from "../diagnostic.js";
import type { Assumption } from "../dim/index.js";
import type { Graph } from "../graph/index.js";
import { inferShapes, type ShapedGraph } from "../infer/index.js";
import type { ModelTensor } from "../onnx/index.js";
import { core, type Registry } from "../ops/registry.js";
import { type LowerOptions, lowerSpec } from "../spec/lower.js";
import type { Spec } from "../spec/spec.js";
import { isModelFile, openTarget } from "./target.js";

export interface NetworkOptions {
  readonly sizes?: Readonly<Record<string, number | "symbolic">>;
  readonly inputs?: ReadonlyMap<string, readonly number[]>;
  readonly assumptions?: readonly Assumption[];
  /** Elements of inputs that are fixed; only an ONNX file has such inputs. */
  readonly values?: ReadonlyMap<string, readonly number[]>;
  readonly cwd: string;
}

/** What could be made of a target; without `report` it could not even be read or built. */
export interface Network {
  readonly target: string;
  readonly report?: Report;
  readonly shaped?: ShapedGraph;
  readonly diagnostics: readonly Diagnostic[];
  /** The tensors of an ONNX file behind the weights, by their names, and the file's path. */
  readonly stored?: { readonly path: string; readonly tensors: ReadonlyMap<string, ModelTensor> };
}

/** Loads and analyses a target. Never throws for bad input: that is in `diagnostics`. */
export async function loadNetwork(target: string, options: NetworkOptions): Promise<Network> {
  if (isModelFile(target)) return (await import("./onnx-network.js")).loadOnnxNetwork(target, options);
  const opened = await openTarget(target, options.cwd, options.inputs ?? new Map());
  if (!opened.ok) return { target, diagnostics: opened.diagnostics };
  const { spec, variant } = opened.value;
  const lowered = await lowerFully(spec, lowerOptions(options, variant));
  const before = [...opened.diagnostics, ...lowered.diagnostics];
  if (!lowered.ok || lowered.value === undefined) {
    return { target, diagnostics: withoutRepeats(before) };
  }
  const shaped = inferShapes(lowered.value, lowered.registry);
  const found = withoutRepeats([...before, ...shaped.diagnostics]);
  if (shaped.value === undefined) return { target, diagnostics: found };
  const report = analyseGraph(shaped.value, { source: target, diagnostics: found });
  return { target, report, shaped: shaped.value, diagnostics: report.diagnostics };
}

/** Lowers with the operators of layers; only a specification that names another one waits for all of them to load. */
async function lowerFully(spec: Spec, options: LowerOptions): Promise<Result<Graph> & { readonly registry: Registry }> {
  const lowered = lowerSpec(spec, options);
  if (lowered.diagnostics.every(({ code }) => code !== "spec/unknown-operator")) return { ...lowered, registry: core };
  const { onnx } = await import("../ops/onnx-registry.js");
  return { ...lowerSpec(spec, { ...options, registry: onnx }), registry: onnx };
}

function lowerOptions({ sizes = {}, assumptions }: NetworkOptions, variant: string | undefined): LowerOptions {
  const dims = Object.entries(sizes).flatMap(([name, size]) => (size === "symbolic" ? [] : [[name, size] as const]));
  return {
    variant,
    dims: Object.fromEntries(dims),
    ...(sizes.N === "symbolic" && { batch: "symbolic" as const }),
    assumptions,
  };
}

/** Lowering applies the operators' rules too, so that it finds what inference finds again. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((finding) => {
    const key = String(finding);
    return !seen.has(key) && seen.add(key);
  });
}
