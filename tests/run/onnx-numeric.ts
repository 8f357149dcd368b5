// Runs the ONNX project's node tests on the reference, imported as any file is, and compares with their own tolerances.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Graph, Node } from "../../src/graph/index.js";
import { decodeModel, decodeTensorFile, importModel } from "../../src/onnx/index.js";
import { onnx } from "../../src/ops/index.js";
import { realsOf, tensorOfValue } from "../../src/ops/reference-data.js";
import { runGraph } from "../../src/run/execute-graph.js";
import { RunFailure } from "../../src/run/run-failure.js";
import { seededWeights } from "../../src/run/seeded.js";
import { holding, type RunTensor } from "../../src/tensor/index.js";
import { readStored, type Stored } from "../ops/protobuf-fields.js";
import { firstDifference, tensorOfModel } from "./onnx-graph.js";

interface DataFile {
  readonly file: string;
  /** The message that it holds; a tensor if absent. */
  readonly proto?: string;
  /** Absent or empty where the file does not name its value: then its position says which it is. */
  readonly name?: string;
}

interface NumericRow {
  readonly name: string;
  /** Path of the model and of its data's folder; `NAME/model.onnx` and `NAME/test_data_set_0` if absent. */
  readonly file?: string;
  readonly data?: readonly {
    readonly dir?: string;
    readonly inputs: readonly DataFile[];
    readonly outputs: readonly DataFile[];
  }[];
  readonly rtol?: number;
  readonly atol?: number;
}

/** What onnx/backend/test/case/base.py and loader.py give every case unless it names others. */
const usualTolerance = { rtol: 1e-3, atol: 1e-7 };

type Verdict =
  | { readonly kind: "passed" }
  /** Its operators draw at random, and what they drew has the right type, range and mean. */
  | { readonly kind: "random" }
  | { readonly kind: "unsupported" | "failed"; readonly reason: string };

const randomOperators: ReadonlySet<string> = new Set([
  "Bernoulli",
  "Multinomial",
  "RandomNormal",
  "RandomNormalLike",
  "RandomUniform",
  "RandomUniformLike",
]);

function valueOfStored(stored: Stored): RunTensor {
  if (stored.kind === "tensor") {
    const tensor = tensorOfValue(stored.value);
    if (tensor === undefined) throw new Error("elements of a type that is not read here");
    return tensor;
  }
  if (stored.kind === "optional") {
    const item = stored.item && valueOfStored(stored.item);
    return holding(item?.dtype ?? "float32", { kind: "optional", item });
  }
  const items = stored.items.map(valueOfStored);
  return holding(items[0]?.dtype ?? "float32", { kind: "sequence", items });
}

function readValue(folder: string, { file, proto = "TensorProto" }: DataFile): RunTensor {
  const bytes = readFileSync(join(folder, file));
  if (proto !== "TensorProto") return valueOfStored(readStored(bytes, proto));
  const decoded = decodeTensorFile(bytes);
  if (decoded.value === undefined) throw new Error(`${file} cannot be read`);
  return tensorOfModel(decoded.value);
}

/** The first difference of two values, items of sequences and optionals one by one. */
function differenceOf(actual: RunTensor, expected: RunTensor, tolerance: typeof usualTolerance): string | undefined {
  if (expected.held === undefined) return firstDifference(actual, expected, tolerance);
  const [found, wanted] = [actual.held, expected.held].map((held) =>
    held?.kind === "optional" ? (held.item === undefined ? [] : [held.item]) : held?.items,
  );
  if (actual.held?.kind !== expected.held.kind || found?.length !== wanted?.length) return "another container";
  for (const [index, item] of (wanted ?? []).entries()) {
    const difference = found?.[index] === undefined ? "missing" : differenceOf(found[index], item, tolerance);
    if (difference !== undefined) return `item ${index}: ${difference}`;
  }
  return undefined;
}

interface Case {
  readonly graph: Graph;
  readonly inputs: ReadonlyMap<string, RunTensor>;
  /** By value name. */
  readonly outputs: ReadonlyMap<string, RunTensor>;
}

/** The graph of a file with all its elements, and the names of its inputs and outputs. */
export function importFile(path: string, inputs?: ReadonlyMap<string, readonly number[]>) {
  const decoded = decodeModel(readFileSync(path), { limits: { elements: 2 ** 26 } });
  if (decoded.value === undefined) throw new Error(decoded.diagnostics.join("; "));
  const imported = importModel(decoded.value, { keepElements: true, ...(inputs !== undefined && { inputs }) });
  if (imported.value === undefined) throw new Error(imported.diagnostics.join("; "));
  const { initializers, inputs: declared, outputs } = decoded.value.graph;
  const weights = new Set(initializers.map(({ name }) => name));
  return {
    graph: imported.value,
    inputNames: declared.map(({ name }) => name).filter((name) => !weights.has(name)),
    outputNames: outputs.map(({ name }) => name),
  };
}

function readCase(folder: string, row: NumericRow): Case {
  const { graph, inputNames, outputNames } = importFile(join(folder, row.file ?? `${row.name}/model.onnx`));
  const [set = { inputs: [], outputs: [] }] = row.data ?? [];
  const data = join(folder, set.dir ?? `${row.name}/test_data_set_0`);
  const inputs = set.inputs.map((each, i) => [each.name || (inputNames[i] ?? ""), readValue(data, each)] as const);
  const values = new Map(graph.outputs.map(({ name, value }) => [name, value]));
  const outputs = set.outputs.map((each, i) => {
    const name = each.name || (outputNames[i] ?? "");
    return [values.get(name) ?? name, readValue(data, each)] as const;
  });
  return { graph, inputs: new Map(inputs), outputs: new Map(outputs) };
}

function run({ graph, inputs }: Case, seed?: number) {
  return runGraph(graph, onnx, inputs, seededWeights(graph, 1), seed === undefined ? {} : { seed });
}

/** Judges one test. */
function judgeNumeric(folder: string, row: NumericRow): Verdict {
  try {
    const loaded = readCase(folder, row);
    const isRandom = loaded.graph.nodes.some((node) => randomOperators.has(node.op) || isTraining(node, loaded));
    const fault = isRandom ? judgeDraws(loaded) : judgeValues(loaded, row);
    return fault === undefined ? { kind: isRandom ? "random" : "passed" } : { kind: "failed", reason: fault };
  } catch (thrown) {
    const reason = String(thrown instanceof Error ? thrown.message : thrown);
    const isUnsupported = thrown instanceof RunFailure && thrown.diagnostic.code === "run/no-kernel";
    return { kind: isUnsupported ? "unsupported" : "failed", reason };
  }
}

function judgeValues(loaded: Case, row: NumericRow): string | undefined {
  const found = run(loaded);
  for (const [name, expected] of loaded.outputs) {
    const actual = found.get(name);
    const difference =
      actual === undefined ? "it is not given" : differenceOf(actual, expected, { ...usualTolerance, ...row });
    if (difference !== undefined) return `${name}: ${difference}`;
  }
  return undefined;
}

/** Whether a Dropout drops something: its mode is an input or a weight that is true, its ratio not 0. */
function isTraining({ op, inputs }: Node, { graph, inputs: given }: Case): boolean {
  if (op !== "Dropout") return false;
  const read = (index: number): number => {
    const name = inputs[index] ?? "";
    const weight = graph.weights.get(name)?.value;
    const tensor = given.get(name) ?? (weight && tensorOfValue(weight));
    return tensor === undefined ? (index === 1 ? 0.5 : 0) : Number(realsOf(tensor)[0]);
  };
  return read(2) === 1 && read(1) > 0;
}

const draws = 400;

/**
 * A random result is right where its type is the suite's, where each of its elements is one that the suite's own result
 * could have (0, or what an element becomes that is kept), and where the mean of many draws is the input itself: the
 * probability of Bernoulli, and what Dropout's scaling keeps. (Written out as a function, ONNX's Bernoulli asks whether
 * the random number is greater than the probability, so that its mean is one minus it.)
 */
function judgeDraws(loaded: Case): string | undefined {
  const input = [...loaded.inputs.values()][0];
  const x = input === undefined ? [] : realsOf(input);
  const [[name, first] = ["", undefined], ...others] = [...loaded.outputs];
  if (first === undefined) return "it has no output";
  // What an element becomes that is not 0: 1 where the suite has nothing else, its own multiple otherwise.
  const wished = realsOf(first);
  const scaled = wished.findIndex((y) => y !== 0 && y !== 1);
  const factor = scaled < 0 ? undefined : (wished[scaled] as number) / (x[scaled] as number);
  const sums = new Float64Array(first.data.length);
  const squares = new Float64Array(first.data.length);
  for (let seed = 1; seed <= draws; seed++) {
    const found = run(loaded, seed);
    for (const [other, expected] of [[name, first] as const, ...others]) {
      const actual = found.get(other);
      if (actual?.dtype !== expected.dtype || String(actual.shape) !== String(expected.shape))
        return `${other}: its type`;
    }
    const drawn = realsOf(found.get(name) ?? first);
    for (const [i, y] of drawn.entries()) {
      const other = factor === undefined ? 1 : factor * (x[i] as number);
      if (y !== 0 && Math.abs(y - other) > 1e-5 * Math.abs(other)) return `${name}[${i}]: ${y}, neither 0 nor ${other}`;
      sums[i] = (sums[i] as number) + y;
      squares[i] = (squares[i] as number) + y * y;
    }
  }
  for (let i = 0; i < sums.length; i++) {
    const mean = (sums[i] as number) / draws;
    const deviation = Math.sqrt(Math.max((squares[i] as number) / draws - mean * mean, 0));
    // Five standard errors, and at least the chance that a rare event never came.
    const allowed = (5 * deviation) / Math.sqrt(draws) + 5 / draws;
    const wanted = x[i] ?? 0;
    if (Math.min(Math.abs(mean - wanted), Math.abs(mean - 1 + wanted)) > allowed) {
      return `${name}[${i}]: a mean of ${mean} instead of ${x[i]}`;
    }
  }
  return undefined;
}

/** What came of all tests; of those that did not pass, a name and the reason. */
export interface NumericSummary {
  readonly total: number;
  readonly passed: number;
  readonly random: number;
  readonly unsupported: readonly string[];
  readonly failed: readonly string[];
}

/** Judges the tests of a folder's index that have data. */
export function judgeAll(folder: string): NumericSummary {
  const rows = readNumericRows(folder).filter(({ data }) => data !== undefined);
  const verdicts = rows.map((row) => ({ row, verdict: judgeNumeric(folder, row) }));
  const count = (kind: Verdict["kind"]) => verdicts.filter(({ verdict }) => verdict.kind === kind).length;
  const list = (kind: Verdict["kind"]) =>
    verdicts.flatMap(({ row, verdict }) =>
      verdict.kind === kind && "reason" in verdict ? [`${row.name}: ${verdict.reason}`] : [],
    );
  return {
    total: verdicts.length,
    passed: count("passed"),
    random: count("random"),
    unsupported: list("unsupported"),
    failed: list("failed"),
  };
}

function readNumericRows(folder: string): readonly NumericRow[] {
  return JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
}
