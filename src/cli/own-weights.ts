/** Where a run takes a network's weights from: the ONNX file that has them, and a seed for those that are nowhere. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { WeightFiles } from "../onnx/node-file.js";
import { readElements } from "../onnx/stored-elements.js";
import type { WeightSource } from "../run/executor.js";
import { seededWeights } from "../run/seeded.js";
import type { Network } from "./network.js";

interface OwnWeights {
  readonly weightOf: WeightSource;
  /** What was drawn although the file names it, and why; empty for a specification, whose weights are all drawn. */
  findings(): readonly Diagnostic[];
  close(): void;
}

/** Every weight is read when it is asked for and kept by nobody here. */
export function openWeights({ shaped, stored }: Pick<Network, "shaped" | "stored">, seed: number): OwnWeights {
  if (shaped === undefined) throw new Error("there is no network");
  const drawn = seededWeights(shaped.graph, seed);
  if (stored === undefined) return { weightOf: drawn, findings: () => [], close: () => {} };
  const files = new WeightFiles(stored.path);
  const missing: { readonly tensor: string; readonly reason: string }[] = [];
  return {
    weightOf(weight) {
      const tensor = stored.tensors.get(weight.name);
      if (tensor === undefined || weight.value !== undefined) return drawn(weight);
      const read = readElements(tensor, files.read);
      if (typeof read !== "string") return read;
      missing.push({ tensor: weight.name, reason: read });
      return drawn(weight);
    },
    findings() {
      const [first] = missing;
      if (first === undefined) return [];
      const data = { count: `${missing.length}`, seed: `${seed}`, reason: first.reason };
      return [diagnose("run/weights-drawn", data, { tensor: first.tensor })];
    },
    close: () => files.close(),
  };
}
