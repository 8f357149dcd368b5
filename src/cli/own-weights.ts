/** Where a run takes a network's weights from: the ONNX file that has them, and a seed for those that are nowhere. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { openElements } from "../onnx/node-file.js";
import { tensorOfStored } from "../onnx/stored-elements.js";
import type { WeightSource } from "../run/executor.js";
import { seededWeights } from "../run/seeded.js";
import type { Network } from "./network.js";

interface OwnWeights {
  readonly weightOf: WeightSource;
  /** What was drawn although a file names it, and why; empty for a specification, whose weights are all drawn. */
  findings(): readonly Diagnostic[];
  close(): void;
}

/** Every weight is read when it is asked for and kept by nobody here. */
export async function openWeights(
  { shaped, file }: Pick<Network, "shaped" | "file">,
  seed: number,
): Promise<OwnWeights> {
  if (shaped === undefined) throw new Error("there is no network");
  const drawn = seededWeights(shaped.graph, seed);
  if (file === undefined) return { weightOf: drawn, findings: () => [], close: () => {} };
  const opened = await openElements(file, shaped.graph);
  const missing: string[] = [];
  return {
    weightOf(weight) {
      const { name, stored, value, initialiser } = weight;
      if (value !== undefined || initialiser !== undefined) return drawn(weight);
      if (stored !== undefined && (opened.ok || stored.kind === "memory")) {
        return tensorOfStored(weight, stored, (elements) => (opened.ok ? opened.value.read(elements) : []));
      }
      missing.push(name);
      return drawn(weight);
    },
    findings() {
      const [tensor] = missing;
      if (tensor === undefined) return [];
      const reason = opened.ok ? "their elements are in no form that is read" : (opened.diagnostics[0]?.message ?? "");
      return [diagnose("run/weights-drawn", { count: `${missing.length}`, seed: `${seed}`, reason }, { tensor })];
    },
    close: () => {
      if (opened.ok) opened.value.close();
    },
  };
}
