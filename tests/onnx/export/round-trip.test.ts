// An imported file that is exported again: the same types and counts, and in onnxruntime the same results.
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import {
  analyseModel,
  decodeModel,
  decodeTensorFile,
  exportModel,
  inspectModel,
  joinChunks,
} from "../../../src/onnx.js";
import { typeText } from "../../../src/tensor/index.js";
import { listModels, readConformance } from "../conformance.js";

const isFull = process.env.SHAPEWRIGHT_TEST === "full";

/** Opsets beyond this one are newer than what onnxruntime 1.30 runs. */
const newestRun = 24;

/** Opset 8's Scan has a batch axis, which no newer one can say. */
const refused = new Set(["onnx-node/test_scan_sum/model.onnx"]);

type Feeds = Readonly<Record<string, Tensor>>;
type Outputs = Readonly<
  Record<string, { readonly type: string; readonly dims: readonly number[]; readonly data: readonly string[] }>
>;

async function run(bytes: Uint8Array, feeds: Feeds): Promise<Outputs> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 4 });
  try {
    const results = Object.entries(await session.run(feeds));
    return Object.fromEntries(
      results.map(([name, { type, dims, data }]) => [name, { type, dims, data: Array.from(data ?? [], String) }]),
    );
  } finally {
    await session.release();
  }
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  bool: Uint8Array,
} as const;

/** The suite's input as onnxruntime takes it; undefined for a type that has no array here. */
function tensorOf(bytes: Uint8Array): Tensor | undefined {
  const { value } = decodeTensorFile(bytes);
  if (value === undefined || value.values === null || value.dtype === null) return undefined;
  const { dtype, values, shape } = value;
  if (dtype === "string") return new Tensor("string", values.map(String), shape);
  if (dtype === "int64")
    return new Tensor(
      "int64",
      BigInt64Array.from(values, (each) => BigInt(Number(each))),
      shape,
    );
  if (!Object.hasOwn(arrays, dtype)) return undefined;
  const type = dtype as keyof typeof arrays;
  return new Tensor(type, arrays[type].from(values.map(Number)), shape);
}

function inspect(bytes: Uint8Array) {
  const { value, diagnostics } = inspectModel(decodeModel(bytes));
  if (value === undefined) throw new Error(diagnostics.join("\n"));
  const faults = diagnostics.filter(({ severity }) => severity !== "note").map(({ code }) => code);
  const types = value.graph.outputs.map((output) => {
    const type = value.shaped.types.get(output.value);
    return `${output.name}: ${type === undefined ? "?" : typeText(type)}`;
  });
  const { params, buffers, macs } = analyseModel(value).totals;
  return { loaded: value, summary: { faults, types, counts: [params, buffers, String(macs)] } };
}

function roundTrip(path: string) {
  const bytes = readConformance(path);
  const { loaded, summary } = inspect(bytes);
  const result = exportModel(loaded.shaped, {
    readElements: ({ offset, bytes: count }) => [bytes.subarray(offset, offset + count)],
  });
  if (!result.ok) throw new Error(result.diagnostics.join("\n"));
  const again = joinChunks(result.value.file);
  return { bytes, again, loaded, before: summary, after: inspect(again).summary };
}

function isClose(a: string, b: string): boolean {
  return a === b || Math.abs(Number(a) - Number(b)) <= 1e-5 * Math.max(1, Math.abs(Number(a)));
}

function expectEqual(got: Outputs, wanted: Outputs): void {
  const heads = (outputs: Outputs) => Object.entries(outputs).map(([name, { type, dims }]) => ({ name, type, dims }));
  expect(heads(got)).toEqual(heads(wanted));
  for (const [name, { data }] of Object.entries(wanted)) {
    expect(data.filter((element, index) => !isClose(element, got[name]?.data[index] ?? ""))).toEqual([]);
  }
}

/** Inputs of the suite's first data set by name; undefined where one is no plain tensor. */
function feedsOf(path: string, names: readonly string[]): Feeds | undefined {
  const feeds: Record<string, Tensor> = {};
  for (const [index, name] of names.entries()) {
    const tensor = tensorOf(readConformance(path.replace("model.onnx", `test_data_set_0/input_${index}.pb`)));
    if (tensor === undefined) return undefined;
    feeds[name] = tensor;
  }
  return feeds;
}

const models = listModels();
const nodeTests = models.filter((path) => path.startsWith("onnx-node/"));
// A stride that shares no factor with families of tests; control flow and functions in any case.
const sample = nodeTests.filter(
  (path, index) => index % 61 === 0 || /test_(loop11|if_seq|if_opt|scan9_sum|sequence_map_add_2)\//.test(path),
);

describe("the ONNX project's node tests", () => {
  test("mean the same after import and export", { timeout: 900_000 }, async () => {
    let ran = 0;
    const paths = (isFull ? nodeTests : sample).filter((path) => !refused.has(path));
    for (const path of paths) {
      const { bytes, again, loaded, before, after } = roundTrip(path);
      expect({ path, ...after }).toEqual({ path, ...before });
      if ((loaded.model.opsetImports.find(({ domain }) => domain === "")?.version ?? 1) > newestRun) continue;
      const inputs = loaded.graph.inputs;
      if (inputs.some(({ type }) => type.container !== undefined)) continue;
      const feeds = feedsOf(
        path,
        inputs.map(({ name }) => name),
      );
      if (feeds === undefined) continue;
      // What onnxruntime cannot run as it is, it need not run afterwards.
      const wanted = await run(bytes, feeds).catch(() => undefined);
      if (wanted === undefined) continue;
      expectEqual(await run(again, feeds), wanted);
      ran += 1;
    }
    expect(ran).toBeGreaterThan(paths.length / 2);
  });

  test("a form that no newer opset has is refused", () => {
    for (const path of refused) expect(() => roundTrip(path)).toThrow(/it has the form of opset 8/);
  });
});

const whole = models.filter((path) => /^(torch\/small|real)\/.*\.onnx$/.test(path));

describe.each(whole.filter((_, index) => isFull || index % 8 === 0))("%s", (path) => {
  test("means the same after import and export", { timeout: 60_000 }, async () => {
    const { again, before, after } = roundTrip(path);
    expect(after).toEqual(before);
    const session = await InferenceSession.create(again, { logSeverityLevel: 4 });
    expect(session.outputNames).toEqual(before.types.map((type) => type.slice(0, type.indexOf(":"))));
    await session.release();
  });
});
