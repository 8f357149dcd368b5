/** From an .onnx file to its report: read, imported, inferred, analysed. Weights stay on the disk. */
import { basename, extname, resolve } from "node:path";
import { analyseGraph } from "../analysis/analyse.js";
import { inspectModel, type Model } from "../onnx.js";
import { readModelFile } from "../onnx-node.js";
import { closestName } from "../ops/closest-name.js";
import { UsageError } from "./io.js";
import type { Network, NetworkOptions } from "./network.js";

/** Loads and analyses an ONNX file. Throws {@link UsageError} for sizes of axes that it does not have. */
export async function loadOnnxNetwork(target: string, options: NetworkOptions): Promise<Network> {
  const read = await readModelFile(resolve(options.cwd, target));
  if (read.value === undefined) return { target, diagnostics: read.diagnostics };
  const dims = knownSizes(target, read.value, options.sizes ?? {});
  const { inputs, assumptions, values } = options;
  const loaded = inspectModel(read, {
    name: basename(target, extname(target)),
    dims,
    ...(inputs !== undefined && { inputs }),
    ...(assumptions !== undefined && { assumptions }),
    ...(values !== undefined && { values }),
  });
  if (loaded.value === undefined) return { target, diagnostics: loaded.diagnostics };
  const { shaped } = loaded.value;
  const report = analyseGraph(shaped, { source: target, diagnostics: loaded.diagnostics });
  const stored = { path: resolve(options.cwd, target), tensors: loaded.value.stored };
  return { target, report, shaped, diagnostics: report.diagnostics, stored };
}

/** The sizes of `--dim`; a name that the file does not have is a mistake of the user. */
function knownSizes(
  target: string,
  model: Model,
  sizes: Readonly<Record<string, number | "symbolic">>,
): Readonly<Record<string, number>> {
  const names = symbolsOf(model);
  const known = Object.entries(sizes).flatMap(([name, size]) => {
    if (!names.includes(name)) {
      const hint = names.length === 0 ? "it has no open axis" : `its open axes are ${names.join(", ")}`;
      throw new UsageError(`--dim: ${target} has no axis "${name}"`, closestName(name, names) ?? hint);
    }
    return size === "symbolic" ? [] : [[name, size] as const];
  });
  return Object.fromEntries(known);
}

/** Names of the open axes of a model's inputs; one without a name is called `input.axis`. */
function symbolsOf({ graph }: Model): readonly string[] {
  const weights = new Set(graph.initializers.map(({ name }) => name));
  const names = graph.inputs.flatMap(({ name, type }) => {
    if (type?.kind !== "tensor" || weights.has(name)) return [];
    return (type.shape ?? []).flatMap((size, axis) => {
      if (typeof size === "number" && size >= 0) return [];
      return typeof size === "string" && size !== "" ? [size] : [`${name}.${axis}`];
    });
  });
  return [...new Set(names)];
}
