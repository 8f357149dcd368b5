/** Compares what a file declares of its values with what its nodes give; the nodes are right. */
import { type Diagnostic, type DiagnosticContext, diagnose } from "../diagnostic.js";
import { type Dim, isEqual, text } from "../dim/index.js";
import type { DeclaredTensor, Node } from "../graph/index.js";
import { shapeText, type TensorType } from "../tensor/index.js";
import type { ShapedGraph } from "./infer.js";

/** Readers beyond these are only counted. */
const mostReaders = 5;

/**
 * Findings on values whose declaration contradicts what is inferred, and on names of sizes that would be two sizes. Of
 * what the `mistyped` nodes give no element type is certain.
 */
export function compareDeclared(
  { graph, types }: ShapedGraph,
  mistyped: ReadonlySet<string | undefined>,
): readonly Diagnostic[] {
  const { declared: all } = graph;
  if (all === undefined || all.size === 0) return [];
  const findings: Diagnostic[] = [];
  const uses = new Uses(graph.nodes);
  for (const [name, declared] of all) {
    const type = types.get(name);
    if (type === undefined || type.container !== undefined) continue;
    const place = (): DiagnosticContext => ({ tensor: name, node: uses.giverOf(name)?.name });
    const isOther = declared.dtype !== null && declared.dtype !== type.dtype && type.shape !== null;
    if (isOther && !mistyped.has(uses.giverOf(name)?.name)) {
      const data = { value: name, declared: String(declared.dtype), actual: type.dtype };
      const hint = `declare it as ${type.dtype}, or insert a Cast to ${declared.dtype}`;
      findings.push(diagnose("onnx/declared-type", data, { ...place(), hint }));
    }
    const difference = differenceOf(declared, type);
    if (difference === undefined) continue;
    const { reason, axis } = difference;
    const data = { value: name, declared: declaredText(declared), actual: shapeText(type.shape), reason, axis };
    const consequence = `the declaration is ignored here; ${uses.readersOf(name)}`;
    findings.push(diagnose("onnx/declared-shape", data, { ...place(), consequence }));
  }
  return [...findings, ...findConflicts(all, types)];
}

/** Who gives and who reads values, in the graphs inside nodes too; made when somebody asks. */
class Uses {
  readonly #givers = new Map<string, Node>();
  readonly #readers = new Map<string, string[]>();
  #isMade = false;

  constructor(private readonly nodes: readonly Node[]) {}

  #make(nodes: readonly Node[]): void {
    this.#isMade = true;
    for (const node of nodes) {
      for (const output of node.outputs) this.#givers.set(output, node);
      for (const input of node.inputs) {
        const readers = this.#readers.get(input);
        if (readers === undefined) this.#readers.set(input, [node.name]);
        else readers.push(node.name);
      }
      for (const body of Object.values(node.subgraphs ?? {})) this.#make(body.nodes);
    }
  }

  giverOf(value: string): Node | undefined {
    if (!this.#isMade) this.#make(this.nodes);
    return this.#givers.get(value);
  }

  readersOf(value: string): string {
    if (!this.#isMade) this.#make(this.nodes);
    const readers = this.#readers.get(value) ?? [];
    if (readers.length === 0) return "no node reads the value";
    const more = readers.length > mostReaders ? ` and ${readers.length - mostReaders} more` : "";
    return `${readers.slice(0, mostReaders).join(", ")}${more} ${readers.length === 1 ? "reads" : "read"} the value as it is`;
  }
}

interface NamedSize {
  readonly value: string;
  readonly axis: number;
  readonly size: Dim;
}

/** A name that only declarations give to sizes, where those are two: one for each name. */
function findConflicts(
  declared: ReadonlyMap<string, DeclaredTensor>,
  types: ReadonlyMap<string, TensorType>,
): readonly Diagnostic[] {
  const first = new Map<string, NamedSize>();
  const found = new Map<string, Diagnostic>();
  for (const [value, { symbols }] of declared) {
    const shape = types.get(value)?.shape;
    symbols?.forEach((symbol, axis) => {
      const size = shape?.[axis];
      if (symbol === null || size === undefined || found.has(symbol)) return;
      const other = first.get(symbol);
      if (other === undefined) first.set(symbol, { value, axis, size });
      else if (isEqual(other.size, size) === false) {
        const [left, right] = [other, { value, axis, size }].map(
          (one) => `${text(one.size)} (axis ${one.axis} of ${one.value})`,
        );
        const data = { symbol, left: left ?? "", right: right ?? "" };
        const hint = "give the two axes different names";
        found.set(symbol, diagnose("onnx/declared-symbol", data, { tensor: value, hint }));
      }
    });
  }
  return [...found.values()];
}

function declaredText({ shape }: DeclaredTensor): string {
  return shape === null ? "[?]" : `[${shape.map((size) => (size === null ? "?" : text(size))).join(", ")}]`;
}

/** What cannot be true of both; undefined where sizes may be equal. */
function differenceOf(
  { shape }: DeclaredTensor,
  type: TensorType,
): { readonly reason: string; readonly axis: number | undefined } | undefined {
  if (shape === null || type.shape === null) return undefined;
  if (shape.length !== type.shape.length) {
    return { reason: `${shape.length} axes are declared, there are ${type.shape.length}`, axis: undefined };
  }
  for (const [axis, size] of shape.entries()) {
    const actual = type.shape[axis];
    if (size === null || actual === undefined || isEqual(size, actual) === true) continue;
    const reason = sizeDifference(axis, size, actual);
    if (reason !== undefined) return { reason, axis };
  }
  return undefined;
}

function sizeDifference(axis: number, declared: Dim, actual: Dim): string | undefined {
  if (isEqual(declared, actual) === false) return `axis ${axis} is ${text(actual)}, not ${text(declared)}`;
  // The symbol is an input's: whatever size is fed, this axis stays.
  if (typeof declared !== "number" && typeof actual === "number") {
    return `axis ${axis} is ${actual} whatever ${text(declared)} is: its size was frozen`;
  }
  return undefined;
}
