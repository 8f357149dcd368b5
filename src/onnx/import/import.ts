/** From a decoded ONNX file to the graph: the newest form of every operator, weights by what they are, symbols, modules. */
import { type Diagnostic, diagnose, type Result, resultOf } from "../../diagnostic.js";
import { type Assumption, AssumptionViolated, type Dim, Scope } from "../../dim/index.js";
import type { DeclaredTensor, FileFacts, Graph, GraphInput, Node, Weight } from "../../graph/index.js";
import type { Registry } from "../../ops/index.js";
import { onnx } from "../../ops/onnx-registry.js";
import type { KnownValue, Scalar } from "../../tensor/index.js";
import type { DeclaredType, Model, ModelGraph, ModelTensor, ModelValue } from "../model.js";
import { GraphImport, type Pending } from "./graph-import.js";
import { Names } from "./names.js";
import { opsetsOf } from "./place.js";
import { declaredTensorOf, inputTypeOf } from "./values.js";
import { Uses } from "./weight-kinds.js";

export interface ImportOptions {
  /** What to call the network; the graph's own name by default. */
  readonly name?: string;
  /** The operators that are known; all of ONNX by default. */
  readonly registry?: Registry;
  /** Sizes of symbols by name. */
  readonly dims?: Readonly<Record<string, number>>;
  /** What holds of symbols, such as `H % 32 == 0`. */
  readonly assumptions?: readonly Assumption[];
  /**
   * Shapes of inputs by name, instead of the declared ones; the empty name stands for the only input. One axis fewer than
   * declared leaves the first one, the batch, as it is.
   */
  readonly inputs?: ReadonlyMap<string, readonly number[]>;
  /** Keep all elements of weights that were read with the model, as running it asks; otherwise those that shapes may depend on. */
  readonly keepElements?: boolean;
  /** Told of every weight that is a tensor of the file. */
  readonly onWeight?: (weight: string, stored: ModelTensor) => void;
  /** Elements of inputs by name, where they are fixed: a sample rate, a flag. */
  readonly values?: ReadonlyMap<string, readonly (number | boolean)[]>;
}

/** Sizes given for an input; null leaves one as the file has it. */
type GivenShape = readonly (number | null)[];

/** A float tensor of more elements is data, not shape arithmetic. */
const mostFloats = 32;

/**
 * The graph of a model. Goes on past faults, which the result carries; without `value` no graph could be made. Weights
 * have no elements but those that shapes may depend on.
 */
export function importModel(model: Model, options: ImportOptions = {}): Result<Graph> {
  const { registry = onnx, name = model.graph.name } = options;
  const { graph } = model;
  const findings: Diagnostic[] = [];
  const weighted = new Set(graph.initializers.map(({ name }) => name));
  const given = graph.inputs.filter(({ name }) => !weighted.has(name));
  const shapes = readGivenShapes(given, options, findings);
  let scope: Scope;
  try {
    scope = new Scope([...(options.assumptions ?? []), ...bindSymbols(given, shapes, options, findings)]);
  } catch (thrown) {
    if (!(thrown instanceof AssumptionViolated)) throw thrown;
    findings.push(diagnose("input/unsupported", { what: "the sizes that are asked for", reason: thrown.message }));
    return { ok: false, diagnostics: findings };
  }
  const names = new Names();
  const importing = new GraphImport(model, registry, findings);
  importing.defineWeights(graph, names);
  const inputs = given.map((value) => {
    const own = importing.define(value.name, names) ?? names.fresh("input");
    return readInput(value, own, scope, shapes.get(value.name), options);
  });
  const nodes = importing.nodesOf(graph, names);
  const outputs = graph.outputs.map(({ name }) => ({ name, value: names.resolve(name) ?? name }));
  const uses = new Uses(registry);
  for (const { value } of outputs) uses.add(value, 1);
  uses.trace(nodes);
  const kept = keepFills(nodes, importing.pending, uses);
  const result: Graph = {
    name,
    inputs,
    outputs,
    nodes: kept,
    weights: weightsOf(importing.pending, uses, options),
    scope,
    about: { description: describe(model) },
    declared: declaredOf(graph, inputs, names),
    ...(names.missing.size > 0 && { missing: names.missing }),
    file: factsOf(model),
  };
  return resultOf(result, findings);
}

function factsOf({ opsetImports, docString, metadata }: Model): FileFacts {
  return {
    opsets: opsetsOf(opsetImports),
    ...(docString !== undefined && { docString }),
    ...(metadata !== undefined && { metadata }),
  };
}

/** `ONNX: opset 17, IR version 8, written by pytorch 1.13.0`, and what the file says of itself. */
function describe({ opsetImports, irVersion, producer, docString }: Model): string {
  const opsets = opsetImports.map(({ domain, version }) => `${domain === "" ? "opset" : domain} ${version}`);
  const writer = `${producer.name} ${producer.version}`.trim();
  const facts = [...opsets.slice(0, 3), `IR version ${irVersion}`, ...(writer === "" ? [] : [`written by ${writer}`])];
  const about = `ONNX: ${facts.join(", ")}`;
  return docString === undefined || docString === "" ? about : `${about}. ${docString.slice(0, 500)}`;
}

/**
 * A ConstantOfShape of a known shape is a tensor of the network where it reaches a weight input; and where its shape is
 * an initialiser, as files have it whose weights were left out. The others stay nodes.
 */
function keepFills(nodes: readonly Node[], pending: Pending[], uses: Uses): readonly Node[] {
  if (!nodes.some(({ op }) => op === "ConstantOfShape")) return nodes;
  const known = new Map(pending.map((tensor) => [tensor.name, tensor]));
  return nodes.filter(({ op, domain, inputs, outputs: [output = ""], attributes }) => {
    const shape = known.get(inputs[0] ?? "");
    if (op !== "ConstantOfShape" || domain !== undefined || shape?.value === undefined) return true;
    const { value } = attributes;
    const dtype = typeof value === "object" && "dtype" in value ? value.dtype : "float32";
    const sizes = shape.value.data.filter((size) => typeof size === "number");
    const isWeight =
      uses.isWeight(output) || (!shape.inNode && uses.kindOf({ name: output, dtype }, false) === "parameter");
    if (!isWeight || sizes.length < shape.value.data.length) return true;
    const fill = typeof value === "object" && "data" in value ? Number(value.data[0]) : 0;
    pending.push({ name: output, dtype, shape: sizes, value: undefined, inNode: shape.inNode, fill });
    return false;
  });
}

function weightsOf(
  pending: readonly Pending[],
  uses: Uses,
  { keepElements = false, onWeight }: ImportOptions,
): ReadonlyMap<string, Weight> {
  const weights = new Map<string, Weight>();
  for (const { name, dtype, shape, value, inNode, stored, source, fill } of pending) {
    const kind = uses.kindOf({ name, dtype }, inNode);
    const isKept = value !== undefined && (keepElements || kind === "constant" || value.data.length <= mostFloats);
    weights.set(name, {
      ...{ name, dtype, shape, kind },
      ...(isKept && { value }),
      ...(stored !== undefined && { stored }),
      ...(fill !== undefined && { fill, initialiser: { type: "constant", value: fill } }),
    });
    if (source !== undefined) onWeight?.(name, source);
  }
  return weights;
}

function readInput(
  { name, type }: ModelValue,
  own: string,
  scope: Scope,
  shape: GivenShape | undefined,
  { values }: ImportOptions,
): GraphInput {
  const declared = inputTypeOf(scope, name, type);
  const sizes = shape?.map((size, axis) => size ?? declared.shape?.[axis] ?? scope.symbol(`${name}.${axis}`));
  const taken = sizes === undefined ? declared : { ...declared, shape: sizes };
  const fixed = values?.get(name);
  const value = fixed === undefined ? undefined : fixedValue(taken, fixed);
  return { name: own, type: taken, ...(value !== undefined && { value }) };
}

/** The elements of an input as the user fixes them: one for all, or as many as it has. */
function fixedValue({ dtype, shape }: GraphInput["type"], data: readonly Scalar[]): KnownValue | undefined {
  if (shape === null || !shape.every((size) => typeof size === "number")) return undefined;
  const elements = shape.reduce((product, size) => product * size, 1);
  if (data.length !== elements && data.length !== 1) return undefined;
  if (elements > 1024) return undefined;
  return { dtype, shape, data: data.length === elements ? data : new Array<Scalar>(elements).fill(data[0]) };
}

/** Shapes given for inputs, under the inputs' names; what fits no input is a finding. */
function readGivenShapes(
  given: readonly ModelValue[],
  { inputs }: ImportOptions,
  findings: Diagnostic[],
): ReadonlyMap<string, GivenShape> {
  const shapes = new Map<string, GivenShape>();
  const known = given.map(({ name }) => name);
  for (const [name, shape] of inputs ?? []) {
    const meant = name === "" && known.length === 1 ? known[0] : name;
    const declared = given.find((value) => value.name === meant);
    if (meant === undefined || declared === undefined) {
      const what = name === "" ? "the input without a name" : `the input "${name}"`;
      findings.push(diagnose("onnx/no-such-input", { what, inputs: known.join(", ") }));
      continue;
    }
    const sizes = shapeOf(declared.type);
    const full = sizes !== null && shape.length === sizes.length - 1 ? [null, ...shape] : shape;
    shapes.set(meant, full);
    checkGivenShape(meant, full, sizes, findings);
  }
  return shapes;
}

function shapeOf(type: DeclaredType | null): readonly (number | string | null)[] | null {
  return type?.kind === "tensor" ? type.shape : null;
}

function checkGivenShape(
  name: string,
  shape: GivenShape,
  declared: readonly (number | string | null)[] | null,
  findings: Diagnostic[],
): void {
  if (declared === null) return;
  const expected = `[${declared.map((size) => size ?? "?").join(", ")}]`;
  const report = (reason: string): void => {
    findings.push(
      diagnose(
        "onnx/input-shape",
        { input: name, given: `[${shape.map((size) => size ?? "?").join(", ")}]`, expected, reason },
        { tensor: name },
      ),
    );
  };
  if (declared.length !== shape.length) {
    report(`it has ${declared.length} axes, ${shape.length} are given`);
    return;
  }
  for (const [axis, size] of declared.entries()) {
    const got = shape[axis] ?? null;
    if (typeof size !== "number" || size < 0 || got === null || size === got) continue;
    report(`axis ${axis} is fixed to ${size}, got ${got}`);
  }
}

/** The sizes of symbols: those asked for by name, and those that given shapes imply. */
function bindSymbols(
  given: readonly ModelValue[],
  shapes: ReadonlyMap<string, GivenShape>,
  { dims = {} }: ImportOptions,
  findings: Diagnostic[],
): readonly Assumption[] {
  const bound = new Map<string, { readonly size: number; readonly by: string }>();
  for (const [symbol, size] of Object.entries(dims)) bound.set(symbol, { size, by: "what was asked for" });
  for (const { name, type } of given) {
    const shape = shapes.get(name);
    shapeOf(type)?.forEach((symbol, axis) => {
      const size = shape?.[axis] ?? undefined;
      if (typeof symbol !== "string" || symbol === "" || size === undefined) return;
      const by = `axis ${axis} of ${name}`;
      const other = bound.get(symbol);
      if (other === undefined) bound.set(symbol, { size, by });
      else if (other.size !== size) {
        const two = { symbol, left: `${other.size} (${other.by})`, right: `${size} (${by})` };
        findings.push(diagnose("onnx/symbol-conflict", two, { tensor: name }));
      }
    });
  }
  return [...bound].map(([symbol, { size }]) => ({ symbol, equals: size }));
}

/** Declared types of values inside and of outputs; a name that only the declaration has says nothing. */
function declaredOf(
  graph: ModelGraph,
  inputs: readonly GraphInput[],
  names: Names,
): ReadonlyMap<string, DeclaredTensor> {
  const symbols = new Map<string, Dim>();
  for (const { name, type } of graph.inputs) {
    const shape = inputs.find((input) => input.name === name)?.type.shape;
    shapeOf(type)?.forEach((size, axis) => {
      const dim = shape?.[axis];
      if (typeof size === "string" && size !== "" && dim !== undefined) symbols.set(size, dim);
    });
  }
  const declared = new Map<string, DeclaredTensor>();
  for (const { name, type } of [...graph.valueInfo, ...graph.outputs]) {
    const own = names.resolve(name);
    const tensor = own === undefined ? undefined : declaredTensorOf(type, symbols);
    if (own !== undefined && tensor !== undefined) declared.set(own, tensor);
  }
  return declared;
}
