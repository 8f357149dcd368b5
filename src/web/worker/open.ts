/** Opens what the page shows, a specification or a model file, and makes its graph at the sizes asked for. */
import { overrideInputs } from "../../cli/input-override.js";
import { type Diagnostic, diagnose, type Result } from "../../diagnostic.js";
import { text } from "../../dim/index.js";
import { inferShapes, type ShapedGraph } from "../../infer/index.js";
import type { Model } from "../../onnx.js";
import { lowerSpec, readSpec } from "../../spec/index.js";
import { parseYaml } from "../../spec/yaml.js";
import type { Axis, ModelSource, Sizes, Source, SpecSource } from "./messages.js";

/** What a source is, apart from sizes. */
export interface Opened {
  readonly variants: readonly string[];
  readonly variant: string | undefined;
  /** The network at these sizes, with everything found on the way. */
  shape(sizes: Sizes): Result<ShapedGraph>;
}

export type Progress = (text: string, share?: number) => void;

/** Bytes of the largest specification that is read, as on the command line. */
const largestDocument = 16 * 2 ** 20;

const noSizes: Sizes = { symbols: {}, inputs: {} };

export function openSource(source: Source, progress: Progress): Promise<Result<Opened>> {
  return source.kind === "model" ? openModel(source, progress) : Promise.resolve(openSpec(source));
}

function openSpec({ name, text: written, variant: wanted }: SpecSource): Result<Opened> {
  if (written.length > largestDocument) {
    const size = { what: name, actual: `${written.length} characters`, limit: `${largestDocument} characters` };
    return { ok: false, diagnostics: [diagnose("input/too-large", size)] };
  }
  const parsed = parseYaml(written, name);
  if (!parsed.ok) return { ok: false, diagnostics: parsed.diagnostics };
  const { document, locate } = parsed.value;
  const spec = readSpec(document, locate);
  if (!spec.ok) return { ok: false, diagnostics: [...parsed.diagnostics, ...spec.diagnostics] };
  const { variants } = spec.value;
  const variant = wanted !== undefined && variants.includes(wanted) ? wanted : variants[0];
  const shape = ({ symbols, inputs }: Sizes): Result<ShapedGraph> => {
    const overridden = readSpec(overrideInputs(document, new Map(Object.entries(inputs))), locate);
    if (!overridden.ok) return { ok: false, diagnostics: overridden.diagnostics };
    const lowered = lowerSpec(overridden.value, { variant, dims: symbols });
    if (!lowered.ok || lowered.value === undefined) return { ok: false, diagnostics: lowered.diagnostics };
    const inferred = inferShapes(lowered.value);
    return { ...inferred, diagnostics: [...lowered.diagnostics, ...inferred.diagnostics] };
  };
  return { ok: true, value: { variants, variant, shape }, diagnostics: parsed.diagnostics };
}

async function openModel({ name, file }: ModelSource, progress: Progress): Promise<Result<Opened>> {
  const { inspectModel, readModel } = await import("../../onnx.js");
  const read: Result<Model> = await readModel({
    size: file.size,
    async read(offset, length) {
      progress("Reading", file.size === 0 ? 1 : offset / file.size);
      return new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
    },
  });
  if (read.value === undefined) return { ok: false, diagnostics: read.diagnostics };
  const shape = ({ symbols, inputs }: Sizes): Result<ShapedGraph> => {
    const options = { name: name.replace(/\.onnx$/i, ""), dims: symbols, inputs: new Map(Object.entries(inputs)) };
    const loaded = inspectModel(read, options);
    const { value, diagnostics } = loaded;
    return value === undefined ? { ok: false, diagnostics } : { ...loaded, value: value.shaped };
  };
  return { ok: true, value: { variants: [], variant: undefined, shape }, diagnostics: [] };
}

/** Most axes that get a field of their own. */
const mostAxes = 24;

/** The axes of the network's inputs as the source has them, before anybody chose a size. */
export function axesOf(opened: Opened): readonly Axis[] {
  const { value } = opened.shape(noSizes);
  const seen = new Set<string>();
  const axes = (value?.graph.inputs ?? []).flatMap(({ name, type, axes: labels }) =>
    (type.shape ?? []).flatMap((size, axis): readonly Axis[] => {
      const label = labels?.[axis];
      const symbol = typeof size === "number" ? (label === "N" && axis === 0 ? "N" : null) : text(size);
      if (symbol !== null && (!/^[^\s()+*/-]+$/.test(symbol) || seen.has(symbol))) return [];
      if (symbol !== null) seen.add(symbol);
      const known = typeof size === "number" ? size : null;
      return [{ input: name, axis, label: symbol ?? label ?? `axis ${axis}`, symbol, size: known }];
    }),
  );
  return axes.slice(0, mostAxes);
}

/** Lowering applies the operators' rules too, so that it finds what inference finds again. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(diagnostics.map((finding) => [String(finding), finding])).values()];
}
