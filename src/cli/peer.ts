/** Other runtimes that a network is held against: onnxruntime for Node or for browsers, through our own export. */
import { diagnose, type Result } from "../diagnostic.js";
import type { ShapedGraph } from "../infer/index.js";
import { type ByteStream, exportModel, joinChunks } from "../onnx/index.js";
import type { DeviceUnderTest } from "../run/compare.js";
import type { Tensors, WeightSource } from "../run/executor.js";
import { webgpuUnderTest } from "../run/webgpu/under-test.js";
import { dtypes, type ElementArray, isDType, type RunTensor } from "../tensor/index.js";
import type { PeerName } from "./peer-names.js";

/** What both packages of onnxruntime have in common, as far as it is used here. */
interface Runtime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: object): Promise<RuntimeSession>;
  };
  readonly Tensor: new (type: string, data: ElementArray, dims: readonly number[]) => RuntimeTensor;
  readonly env: { readonly versions: Readonly<Record<string, string | undefined>> };
}

interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

interface RuntimeSession {
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release?(): Promise<void>;
}

const packages: Readonly<Record<PeerName, () => Promise<unknown>>> = {
  "onnxruntime-node": () => import("onnxruntime-node"),
  "onnxruntime-web": () => import("onnxruntime-web"),
};

function refuse(device: string, reason: string, hint?: string): Result<never> {
  return { ok: false, diagnostics: [diagnose("run/no-device", { device, reason }, { hint })] };
}

/** The package, wherever its own module form put its exports. */
async function loadRuntime(name: PeerName): Promise<Result<Runtime>> {
  try {
    const module = (await packages[name]()) as Runtime & { readonly default?: Runtime };
    const runtime = module.InferenceSession === undefined && module.default !== undefined ? module.default : module;
    return { ok: true, value: runtime, diagnostics: [] };
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
    if (code !== "ERR_MODULE_NOT_FOUND") return refuse(name, thrown instanceof Error ? thrown.message : String(thrown));
    return refuse(name, "the package is not installed", `npm install ${name}`);
  }
}

interface PeerOptions {
  readonly name: PeerName;
  readonly provider: string;
  readonly weightOf: WeightSource;
}

/** The newest opset that onnxruntime 1.30 runs everywhere; older ones say less. */
const opset = 20;

/**
 * A runtime with a network, to be held against the reference. It runs the network with every value as an output; and as
 * it is, so that nothing keeps it from fusing what it wants to fuse.
 */
export async function openPeer(shaped: ShapedGraph, options: PeerOptions): Promise<Result<DeviceUnderTest>> {
  const { name, provider, weightOf } = options;
  const loaded = await loadRuntime(name);
  if (!loaded.ok) return { ok: false, diagnostics: loaded.diagnostics };
  const runtime = loaded.value;
  const { versions } = runtime.env;
  const device = `${name} ${versions[name === "onnxruntime-node" ? "node" : "web"] ?? versions.common ?? ""} (${provider})`;
  const plain = writeModel(shaped, shaped.graph.outputs, weightOf);
  const open = writeModel(shaped, everyValue(shaped), weightOf);
  if (!plain.ok || !open.ok) return { ok: false, diagnostics: plain.ok ? open.diagnostics : plain.diagnostics };
  const run = (model: Written, inputs: Tensors) => runModel(runtime, provider, model, inputs);
  let values: Tensors = new Map();
  // The bounds of WGSL hold for any runtime: its functions may be less exact than most, and sums come in any order.
  const { allowedErrors } = webgpuUnderTest(() => Promise.reject(new Error("no device is needed")), 2 ** 27);
  const underTest: DeviceUnderTest = {
    allowedErrors,
    prepare: async (inputs) => {
      values = await run(open.value, inputs);
    },
    executor: {
      device,
      run: (_, inputs) => run(plain.value, inputs),
      runStep: async (_, step) => new Map([...values].filter(([value]) => step.outputs.includes(value))),
      dispose: () => {},
    },
  };
  return { ok: true, value: underTest, diagnostics: [] };
}

async function runModel(
  runtime: Runtime,
  provider: string,
  { file, values }: Written,
  inputs: Tensors,
): Promise<Tensors> {
  const session = await runtime.InferenceSession.create(joinChunks(file), {
    executionProviders: [provider],
    logSeverityLevel: 3,
  });
  try {
    const feeds = [...inputs].map(([key, { dtype, data, shape }]) => [key, new runtime.Tensor(dtype, data, shape)]);
    const results = await session.run(Object.fromEntries(feeds));
    // Names may have been changed to be unique; the order is kept.
    return new Map(
      session.outputNames.flatMap((output, index) => {
        const tensor = results[output];
        const read = tensor && tensorOf(tensor);
        return read === undefined ? [] : [[values[index] ?? output, read] as const];
      }),
    );
  } finally {
    await session.release?.();
  }
}

/** A model, and the values of the graph that its outputs are, in order. */
interface Written {
  readonly file: ByteStream;
  readonly values: readonly string[];
}

/** What a runtime can hand out: a tensor of a type that it has an array for. */
function everyValue({ graph, types }: ShapedGraph): ShapedGraph["graph"]["outputs"] {
  const named = graph.nodes
    .filter(({ origin }) => origin?.trainingOnly !== true)
    .flatMap(({ outputs }) => outputs)
    .filter((value) => value !== "" && types.get(value)?.shape !== null);
  return [...new Set(named)].map((value) => ({ name: value, value }));
}

function writeModel(
  shaped: ShapedGraph,
  outputs: ShapedGraph["graph"]["outputs"],
  weightOf: WeightSource,
): Result<Written> {
  const written = exportModel(
    { ...shaped, graph: { ...shaped.graph, outputs } },
    { opset, weightOf, externalAbove: Number.POSITIVE_INFINITY },
  );
  if (!written.ok) return { ok: false, diagnostics: written.diagnostics };
  const kept = outputs.filter(({ trainingOnly }) => trainingOnly !== true);
  return { ok: true, value: { file: written.value.file, values: kept.map(({ value }) => value) }, diagnostics: [] };
}

/** Undefined for element types that are kept in another form here. */
function tensorOf({ type, dims, data }: RuntimeTensor): RunTensor | undefined {
  if (!isDType(type) || (dtypes[type].kind === "float" && type !== "float32" && type !== "float64")) return undefined;
  return { dtype: type, shape: [...dims].map(Number), data: data as ElementArray };
}
