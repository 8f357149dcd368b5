/** For which input sizes a network with these very weights is valid: inferred again with symbols, then solved per axis. */
import {
  type Constraint,
  type Dim,
  DimensionError,
  Expr,
  Scope,
  type SizeSet,
  type Sizes,
  solveSizes,
  substitute,
  symbolsOf,
  symbolsOfConstraint,
  text,
} from "../dim/index.js";
import type { Graph, GraphInput, Node } from "../graph/index.js";
import { inferShapes, type ShapedGraph } from "../infer/index.js";
import { definitionOf } from "../ops/index.js";
import { isInteger } from "../tensor/index.js";
import { spatialAxes } from "./receptive-field.js";
import type { ValidInputs } from "./report.js";

/** An axis whose size is asked for. */
interface FreeAxis {
  readonly input: string;
  readonly axis: number;
  readonly symbol: string;
  readonly dim: Dim;
  /** The size it has now; undefined where it is a symbol already. */
  readonly given: number | undefined;
  readonly isBatch: boolean;
}

/** The constraints of the network over its free axes. */
interface Question {
  readonly free: readonly FreeAxis[];
  readonly constraints: readonly Constraint[];
  readonly given: Sizes;
  /** Why the constraints do not tell everything. */
  readonly open: string | undefined;
  /** Whether inference failed, so that there are no constraints at all. */
  readonly failed: boolean;
}

/**
 * The sizes of every batch and spatial axis for which all layers fit, weight shapes fixed, each axis with the others
 * as given. Parts that only training runs have to fit too; where inference alone takes more sizes, the text says so.
 * Infers the graph once more (twice with such parts), so ask only when the answer is shown.
 */
export function validInputs(shaped: ShapedGraph): ValidInputs {
  const all = answer(shaped);
  const { graph } = shaped;
  const nodes = graph.nodes.filter(({ origin }) => origin?.trainingOnly !== true);
  if (nodes.length === graph.nodes.length) return all;
  const outputs = graph.outputs.filter(({ trainingOnly }) => trainingOnly !== true);
  const inference = answer({ ...shaped, graph: { ...graph, nodes, outputs } });
  return inference.text === all.text ? all : { ...all, text: `${all.text}; without training ${inference.text}` };
}

function answer(shaped: ShapedGraph): ValidInputs {
  const question = askQuestion(shaped);
  const axes = question.free.map((axis) => ({ axis, ...solveAxis(question, axis) }));
  const shown = axes.filter(({ axis, sizes }) => !axis.isBatch || sizes?.text !== "at least 1");
  const parts = (shown.length === 0 ? axes : shown).map(({ axis: { symbol }, sizes, others }) =>
    sizes === undefined
      ? `${symbol} undecided`
      : `${namedText(symbol, sizes.text)}${others === "" ? "" : ` (at ${others})`}`,
  );
  const equal = solveEqual(question);
  if (equal !== undefined) parts.push(equal);
  const decided = question.open === undefined && axes.every(({ sizes }) => sizes?.decided === true);
  return {
    decided,
    text: textOf(parts, question),
    axes: axes.map(({ axis: { input, axis, symbol }, sizes }) => ({
      input,
      axis,
      symbol,
      text: sizes?.text ?? "undecided",
      decided: question.open === undefined && sizes?.decided === true,
      least: sizes?.min ?? null,
      greatest: sizes?.max === undefined || sizes.max === Number.POSITIVE_INFINITY ? null : sizes.max,
    })),
  };
}

/** `H 227 to 258`; a text that begins with the name keeps it: `H % 16 == 0, at least 16`. */
function namedText(symbol: string, text: string): string {
  return text.startsWith(`${symbol} `) ? text : `${symbol} ${text}`;
}

function textOf(parts: readonly string[], { open, failed }: Question): string {
  const known = parts.join(parts.some((part) => /[;,] /.test(part)) ? " and " : ", ");
  if (open === undefined) return known;
  return failed ? `not decided: ${open}` : `${known}; not decided: ${open}`;
}

function askQuestion(shaped: ShapedGraph): Question {
  const { graph, registry } = shaped;
  const symbolic = graph.inputs.some(({ type }) => type.shape?.some((size) => size instanceof Expr));
  const scope = symbolic ? graph.scope : new Scope();
  const free = freeAxes(graph, scope);
  const inputs = graph.inputs.map((input) => ({ ...input, type: { ...input.type, shape: freedShape(input, free) } }));
  const nodes = graph.nodes.map((node) => restoreAdaptive(node, shaped));
  const again = inferShapes({ ...graph, inputs, nodes, scope }, registry);
  const given = Object.fromEntries(
    free.flatMap(({ symbol, given: size }) => (size === undefined ? [] : [[symbol, size]])),
  );
  const failed = again.diagnostics.find(({ severity }) => severity === "error");
  if (again.value === undefined || failed !== undefined) {
    const place = failed?.context.node === undefined ? "" : `${failed.context.node}: `;
    const open = failed === undefined ? "inference gave no result" : `${place}${failed.message}`;
    return { free, constraints: [], given, open, failed: true };
  }
  const asked = new Set(free.map(({ symbol }) => symbol));
  const { constraints } = again.value;
  const within = constraints.filter((constraint) => symbolsOfConstraint(constraint).every((name) => asked.has(name)));
  const open = openReason(again.value, constraints.length - within.length);
  return { free, constraints: within, given, open, failed: false };
}

/**
 * An adaptive pooling layer is lowered to an ordinary pool where its windows are equal at the given size; for other
 * sizes it is the adaptive operator that stays true.
 */
function restoreAdaptive(node: Node, { types, registry }: ShapedGraph): Node {
  const adaptive = adaptiveOperators[node.op];
  if (adaptive === undefined || node.origin?.type.startsWith("adaptive_") !== true) return node;
  const size = types.get(node.outputs[0] ?? "")?.shape?.slice(2);
  const known = size?.filter((n) => typeof n === "number");
  if (known === undefined || known.length !== size?.length) return node;
  if (definitionOf(registry, adaptive, ownDomain) === undefined) return node;
  return { ...node, op: adaptive, domain: ownDomain, attributes: { output_size: known } };
}

const ownDomain = "shapewright";

const adaptiveOperators: Readonly<Record<string, string | undefined>> = {
  AveragePool: "AdaptiveAveragePool",
  MaxPool: "AdaptiveMaxPool",
};

/** Why the collected conditions are not all that there are. */
function openReason({ graph, types }: ShapedGraph, dropped: number): string | undefined {
  for (const node of graph.nodes) {
    const hidden = node.outputs.find((name) => name !== "" && !types.get(name)?.shape);
    if (hidden !== undefined) return `the shape of ${hidden} (${node.op}) is unknown`;
  }
  return dropped === 0 ? undefined : `${dropped} conditions depend on sizes that only the data decide`;
}

const axisLetters: Readonly<Record<number, readonly string[]>> = {
  1: ["N"],
  2: ["N", "L"],
  3: ["N", "C", "L"],
  4: ["N", "C", "H", "W"],
  5: ["N", "C", "D", "H", "W"],
};

/** Batch, spatial axes, and the length of a sequence of integers; the batch of all inputs is one symbol. */
function freeAxes({ inputs }: Graph, scope: Scope): readonly FreeAxis[] {
  const taken = new Set(scope.symbols);
  const batches = new Map<Dim, string>();
  return inputs.flatMap((input) => {
    const { name, type, axes } = input;
    const rank = type.shape?.length ?? 0;
    const isSequence = rank === 2 && isInteger(type.dtype);
    const asked = [...(rank > 0 ? [0] : []), ...(isSequence ? [1] : []), ...spatialAxes(input)];
    return [...new Set(asked)].flatMap((axis): FreeAxis | [] => {
      const size = type.shape?.[axis];
      if (size === undefined) return [];
      const isBatch = axis === 0;
      if (typeof size !== "number") {
        const [symbol, ...more] = symbolsOf(size);
        const plain = symbol !== undefined && more.length === 0 && text(size) === symbol;
        return plain ? { input: name, axis, symbol, dim: size, given: undefined, isBatch } : [];
      }
      const letter = axes?.[axis] ?? axisLetters[rank]?.[axis] ?? `d${axis}`;
      const shared = isBatch ? batches.get(size) : undefined;
      const symbol = shared ?? freeName(isBatch || inputs.length === 1 ? letter : `${name}.${letter}`, taken);
      if (isBatch) batches.set(size, symbol);
      return { input: name, axis, symbol, dim: scope.symbol(symbol), given: size, isBatch };
    });
  });
}

function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  while (taken.has(name)) name += "'";
  taken.add(name);
  return name;
}

function freedShape({ name, type }: GraphInput, free: readonly FreeAxis[]): readonly Dim[] | null {
  if (type.shape === null) return null;
  return type.shape.map((size, axis) => free.find((one) => one.input === name && one.axis === axis)?.dim ?? size);
}

/** The sizes of one axis, and the other axes on which they depend: `W = 227`. */
function solveAxis(
  { constraints, given }: Question,
  { symbol }: FreeAxis,
): { sizes: SizeSet | undefined; others: string } {
  const involved = constraints.filter((constraint) => symbolsOfConstraint(constraint).includes(symbol));
  const names = new Set(involved.flatMap(symbolsOfConstraint));
  names.delete(symbol);
  const others = [...names].map((name) => `${name} = ${given[name] ?? "?"}`).join(", ");
  return { sizes: solve(involved, symbol, given), others };
}

/** Where two axes of one input depend on each other and are equal now: the sizes at which both may be equal. */
function solveEqual({ free, constraints, given }: Question): string | undefined {
  const [first, second, ...more] = free.filter(({ isBatch, given: size }) => !isBatch && size !== undefined);
  if (first === undefined || second === undefined || more.length > 0 || first.given !== second.given) return undefined;
  const isJoint = constraints.some((constraint) => {
    const names = symbolsOfConstraint(constraint);
    return names.includes(first.symbol) && names.includes(second.symbol);
  });
  if (!isJoint) return undefined;
  try {
    const same = { [second.symbol]: first.dim };
    const equal = constraints.map((one) => ({
      ...one,
      left: substitute(one.left, same),
      right: substitute(one.right, same),
    }));
    const sizes = solve(equal, first.symbol, given);
    return sizes === undefined ? undefined : `${first.symbol} = ${second.symbol} ${sizes.text}`;
  } catch (thrown) {
    if (thrown instanceof DimensionError) return undefined;
    throw thrown;
  }
}

/** Undefined where a size is missing or a condition grows beyond what is kept. */
function solve(constraints: readonly Constraint[], symbol: string, sizes: Sizes): SizeSet | undefined {
  try {
    return solveSizes(constraints, symbol, { sizes });
  } catch (thrown) {
    if (thrown instanceof DimensionError) return undefined;
    throw thrown;
  }
}
