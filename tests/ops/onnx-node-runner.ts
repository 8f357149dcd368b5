// Judges the ONNX project's node tests: the type of every output, exactly, from the inputs' types and the values that decide shapes.
import type { Diagnostic } from "../../src/diagnostic.js";
import { bounds, type Dim, type Scope, symbolsOf } from "../../src/dim/index.js";
import { inferShapes, type ShapedGraph } from "../../src/infer/index.js";
import { type Birthplace, onnx } from "../../src/ops/index.js";
import { isFloat, type KnownValue, type Scalar, type TensorType, typeText } from "../../src/tensor/index.js";
import { type LoadedTest, loadTest, readRows } from "./onnx-node-graph.js";
import type { Stored } from "./protobuf-fields.js";

/** Operators whose output sizes only the data decides; nothing else may leave a size open. */
export const dataDependentOperators: readonly string[] = [
  "Compress",
  "NonZero",
  "Unique",
  "NonMaxSuppression",
  "StringSplit",
  "ImageDecoder",
  "If",
  "Loop",
];

type Verdict =
  | { readonly kind: "exact" | "dataDependent" }
  | { readonly kind: "wrong" | "missing"; readonly reason: string };

export interface Summary {
  readonly total: number;
  readonly exact: number;
  readonly dataDependent: number;
  readonly wrong: number;
  readonly missing: readonly string[];
  /** What is wrong, a line each. */
  readonly faults: readonly string[];
}

export function loadOnnxNodeTests(folder: string): readonly LoadedTest[] {
  return readRows(folder).map((row) => loadTest(folder, row));
}

/** Judges every test of the suite. */
export function runOnnxNodeTests(tests: readonly LoadedTest[]): Summary {
  const verdicts = tests.map((loaded) => ({ row: loaded.row, verdict: judge(loaded) }));
  const count = (kind: Verdict["kind"]): number => verdicts.filter(({ verdict }) => verdict.kind === kind).length;
  const list = (kind: Verdict["kind"]): readonly string[] =>
    verdicts.flatMap(({ row, verdict }) =>
      verdict.kind === kind && "reason" in verdict ? [`${row.name}: ${verdict.reason}`] : [],
    );
  return {
    total: verdicts.length,
    exact: count("exact"),
    dataDependent: count("dataDependent"),
    wrong: count("wrong"),
    faults: list("wrong"),
    missing: list("missing"),
  };
}

/** The graph's inferred types and what was found, with the values of some inputs. */
function inferTest(loaded: LoadedTest, names: ReadonlySet<string>): [ShapedGraph | undefined, readonly Diagnostic[]] {
  const { value, diagnostics } = inferShapes(loaded.graphWith(names), onnx);
  return [value, [...loaded.findings, ...diagnostics].filter(({ severity }) => severity !== "note")];
}

function judge(loaded: LoadedTest): Verdict {
  const [shaped, findings] = inferTest(loaded, loaded.shapeInputs);
  const unknown = findings.filter(({ code }) => code === "node/unknown-operator");
  if (unknown.length > 0) return { kind: "missing", reason: unknown.map(String).join("; ") };
  if (findings.length > 0) return { kind: "wrong", reason: findings.map(String).join("; ") };
  let isOpen = false;
  for (const [name, stored] of loaded.expected) {
    const type = shaped?.types.get(name);
    if (type === undefined || shaped === undefined) return { kind: "missing", reason: `${name} has no type` };
    const comparison = compareTypes(type, stored, shaped.graph.scope);
    if (typeof comparison === "object") return { ...comparison, reason: `${name}: ${comparison.reason}` };
    isOpen ||= comparison === "dataDependent";
  }
  return { kind: isOpen ? "dataDependent" : "exact" };
}

type Comparison = "exact" | "dataDependent" | { readonly kind: "wrong" | "missing"; readonly reason: string };

/** Parts that are all exact, data-dependent where one is, or the first fault. */
function join(parts: readonly Comparison[]): Comparison {
  return parts.find((part) => typeof part === "object") ?? parts.find((part) => part === "dataDependent") ?? "exact";
}

function wrong(type: TensorType, stored: string): Comparison {
  return { kind: "wrong", reason: `${typeText(type)} instead of ${stored}` };
}

function compareTypes(type: TensorType, stored: Stored, scope: Scope): Comparison {
  const { container } = type;
  if (stored.kind === "tensor") {
    const { value } = stored;
    if (container !== undefined || type.dtype !== value.dtype) return wrong(type, typeText(value));
    if (type.shape === null) return { kind: "missing", reason: `unknown shape instead of ${typeText(value)}` };
    if (type.shape.length !== value.shape.length) return wrong(type, typeText(value));
    return join(type.shape.map((size, axis) => compareSizes(size, value.shape[axis] ?? 0, scope, type, value)));
  }
  if (stored.kind === "optional") {
    if (container?.kind !== "optional") return wrong(type, "an optional");
    if (stored.item === undefined) return container.isPresent === false ? "exact" : wrong(type, "an empty optional");
    return container.isPresent ? compareTypes(container.element, stored.item, scope) : wrong(type, "a full optional");
  }
  if (container?.kind !== "sequence") return wrong(type, "a sequence");
  const { items, length } = container;
  if (items === undefined || length === null) return { kind: "missing", reason: "the items are not known" };
  if (length !== stored.items.length || items.length !== stored.items.length) {
    return wrong(type, `a sequence of ${stored.items.length}, found ${items.length}`);
  }
  return join(stored.items.map((item, i) => compareTypes(items[i] ?? type, item, scope)));
}

/** An open size must come from an operator of the closed list, and its bounds must hold the suite's size. */
function compareSizes(size: Dim, expected: number, scope: Scope, type: TensorType, value: KnownValue): Comparison {
  if (size === expected) return "exact";
  if (typeof size === "number") return wrong(type, typeText(value));
  const origins = symbolsOf(size).map((name) => scope.originOf(name) as Birthplace | undefined);
  const foreign = origins.filter((origin) => origin === undefined || !dataDependentOperators.includes(origin.op));
  if (foreign.length > 0) {
    const reasons = foreign.map((origin) => `${origin?.op}: ${origin?.reason}`);
    return { kind: "missing", reason: `${typeText(type)} instead of ${typeText(value)} (${reasons.join("; ")})` };
  }
  const { min, max } = bounds(size);
  const isWithin = min <= expected && expected <= max;
  return isWithin ? "dataDependent" : wrong(type, `${typeText(value)}, outside its bounds`);
}

/** Equal, or within the tests' own tolerance (rtol 1e-3, atol 1e-7) for floats. */
function isClose(actual: Scalar, expected: Scalar, exact: boolean): boolean {
  if (actual === undefined || expected === undefined || Object.is(actual, expected)) return true;
  if (typeof actual !== "number" || typeof expected !== "number") return actual === expected;
  if (actual === expected) return true;
  return !exact && Math.abs(actual - expected) <= 1e-7 + 1e-3 * Math.abs(expected);
}

/** Known elements that differ from the suite's, when all inputs are known. */
export function wrongElements(loaded: LoadedTest): { readonly known: number; readonly faults: readonly string[] } {
  const [shaped] = inferTest(loaded, loaded.inputNames);
  let known = 0;
  const faults = [...loaded.expected].flatMap(([name, stored]) => {
    const value = shaped?.values.get(name);
    if (value === undefined || stored.kind !== "tensor") return [];
    known++;
    const exact = !isFloat(stored.value.dtype);
    return value.data.flatMap((element, i) =>
      isClose(element, stored.value.data[i], exact)
        ? []
        : [`${loaded.row.name}: ${name}[${i}] ${element} instead of ${stored.value.data[i]}`],
    );
  });
  return { known, faults };
}

/** What is said without the value of any input and contradicts the suite. */
export function wrongWithoutValues(loaded: LoadedTest): readonly string[] {
  const [shaped, findings] = inferTest(loaded, new Set());
  const faults = findings.map((finding) => `${loaded.row.name}: ${finding}`);
  for (const [name, stored] of loaded.expected) {
    const shape = shaped?.types.get(name)?.shape;
    if (stored.kind !== "tensor" || !shape) continue;
    const { value } = stored;
    const fits = (size: Dim, axis: number): boolean => typeof size !== "number" || size === value.shape[axis];
    if (shape.length !== value.shape.length || !shape.every(fits)) {
      faults.push(
        `${loaded.row.name}: ${name} ${typeText({ dtype: value.dtype, shape })} instead of ${typeText(value)}`,
      );
    }
  }
  return faults;
}
