// Measures whole models against the indexes of the conformance data: shapes of all tensors, parameters, MACs, findings.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Count, evaluateCount, symbolsOf, text } from "../../src/dim/index.js";
import { analyseModel, decodeModel, inspectModel } from "../../src/onnx.js";

/** Where the conformance data stands. */
export const folder =
  process.env.SHAPEWRIGHT_CONFORMANCE ?? resolve(import.meta.dirname, "../../../shared/conformance");

/** What the indexes say of a file, made by PyTorch and by python3-onnx. */
interface Oracle {
  /** Float elements that the file holds as weights, batch-norm statistics apart. */
  readonly params?: number;
  /** `macs_aten_total` at the size of export. */
  readonly macs?: number;
  /** The size of export by symbol name. */
  readonly sizes?: Readonly<Record<string, number>>;
}

interface ModelRow {
  readonly file: string;
  /** Tensors: inputs, weights, values that nodes give; those of branches that do not run apart. */
  readonly tensors: number;
  readonly known: number;
  /** Sizes over the inputs' own symbols. */
  readonly symbolic: number;
  /** Sizes that only the data decides, each with its birthplace. */
  readonly dataDependent: number;
  readonly unknown: number;
  readonly params: string;
  readonly macs: string;
  /** MACs at the size of export. */
  readonly macsAtExport?: string;
  readonly oracle: Oracle;
  /** Errors and warnings. */
  readonly errors: readonly string[];
  /** Symbols without birthplace among those that only the data decides. */
  readonly orphans: readonly string[];
}

function readJson(path: string) {
  return JSON.parse(readFileSync(join(folder, path), "utf8"));
}

interface Export {
  readonly file: string;
  readonly external_elements?: number;
  readonly inline_float_elements?: number;
  readonly initializers?: { readonly float_elements: number };
  readonly inputs: readonly { readonly shape: readonly (number | string)[] }[];
}

interface Network {
  readonly macs_aten_total: number;
  readonly input?: readonly number[];
  readonly cases?: readonly { readonly inputs: readonly { readonly shape: readonly number[] }[] }[];
  readonly exports: readonly Export[];
}

/** Sizes of the symbols of an export's inputs, at the shapes that it was traced with. */
function sizesOf(file: Export, traced: readonly (readonly number[])[]): Readonly<Record<string, number>> {
  const sizes = file.inputs.flatMap(({ shape }, index) =>
    shape.flatMap((size, axis) => (typeof size === "string" ? [[size, traced[index]?.[axis] ?? 1] as const] : [])),
  );
  return Object.fromEntries(sizes);
}

/** The oracle of every file that has one, by its path. */
export function readOracles(): ReadonlyMap<string, Oracle> {
  const oracles = new Map<string, Oracle>();
  for (const part of ["exports", "small"]) {
    const networks: readonly Network[] = readJson(`torch/${part}/index.json`);
    for (const { macs_aten_total: macs, input, cases, exports } of networks) {
      const traced = input === undefined ? (cases?.[0]?.inputs.map(({ shape }) => shape) ?? []) : [input];
      for (const file of exports) {
        const params =
          file.initializers?.float_elements ?? (file.external_elements ?? 0) + (file.inline_float_elements ?? 0);
        oracles.set(`torch/${part}/${file.file}`, { params, macs, sizes: sizesOf(file, traced) });
      }
    }
  }
  const light: readonly { readonly file: string; readonly params_without_bn_stats: number }[] =
    readJson("light/index.json");
  for (const row of light) oracles.set(`light/${row.file}`, { params: row.params_without_bn_stats });
  return oracles;
}

/** Paths of all models, the node tests apart. */
export function listModels(): readonly string[] {
  if (!existsSync(folder)) {
    throw new Error("no conformance files: set SHAPEWRIGHT_CONFORMANCE, or put them at ../shared/conformance");
  }
  return ["light", "real", "torch"].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".onnx"))
      .map((path) => `${part}/${path.replaceAll("\\", "/")}`)
      .sort(),
  );
}

export function measureModel(file: string, oracle: Oracle = {}): ModelRow {
  const loaded = inspectModel(decodeModel(readFileSync(join(folder, file))));
  const { value } = loaded;
  const errors = loaded.diagnostics.filter(({ severity }) => severity !== "note").map(String);
  if (value === undefined) {
    const none = { tensors: 0, known: 0, symbolic: 0, dataDependent: 0, unknown: 0, params: "", macs: "", orphans: [] };
    return { file, ...none, oracle, errors };
  }
  const given = new Set(
    value.graph.inputs.flatMap(({ type }) => (type.shape ?? []).flatMap((size) => symbolsOf(size))),
  );
  const tally = { known: 0, symbolic: 0, dataDependent: 0, unknown: 0 };
  const orphans = new Set<string>();
  for (const { shape, container } of value.tensors.values()) {
    const inner = (shape ?? []).flatMap((size) => symbolsOf(size)).filter((symbol) => !given.has(symbol));
    for (const symbol of inner) if (value.graph.scope.originOf(symbol) === undefined) orphans.add(symbol);
    if (shape === null && container === undefined) tally.unknown += 1;
    else if (inner.length > 0) tally.dataDependent += 1;
    else if (shape?.some((size) => typeof size !== "number")) tally.symbolic += 1;
    else tally.known += 1;
  }
  const { totals } = analyseModel(value);
  const atExport = oracle.sizes && countAt(totals.macs, oracle.sizes);
  return {
    file,
    tensors: value.tensors.size,
    ...tally,
    params: countText(totals.params),
    macs: countText(totals.macs),
    ...(atExport !== undefined && { macsAtExport: atExport }),
    oracle,
    errors,
    orphans: [...orphans],
  };
}

const countText = (count: Count): string => (typeof count === "bigint" ? count.toString() : text(count));

function countAt(count: Count, sizes: Readonly<Record<string, number>>): string {
  return evaluateCount(count, sizes).toString();
}
