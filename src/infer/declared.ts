/** Compares what a file declares of its values with what its nodes give; the nodes are right. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { type Dim, isEqual, text } from "../dim/index.js";
import type { DeclaredTensor } from "../graph/index.js";
import { shapeText, type TensorType } from "../tensor/index.js";
import type { ShapedGraph } from "./infer.js";

/** One finding for every value whose declaration contradicts what is inferred. */
export function compareDeclared({ graph, types }: ShapedGraph): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  if (graph.declared === undefined || graph.declared.size === 0) return findings;
  const givers = new Map<string, string>();
  for (const node of graph.nodes) for (const output of node.outputs) givers.set(output, node.name);
  for (const [name, declared] of graph.declared) {
    const type = types.get(name);
    if (type === undefined || type.container !== undefined) continue;
    const place = { tensor: name, node: givers.get(name) };
    if (declared.dtype !== null && declared.dtype !== type.dtype && type.shape !== null) {
      findings.push(
        diagnose("onnx/declared-type", { value: name, declared: declared.dtype, actual: type.dtype }, place),
      );
    }
    const reason = differenceOf(declared, type);
    if (reason === undefined) continue;
    const data = { value: name, declared: declaredText(declared), actual: shapeText(type.shape), reason };
    findings.push(diagnose("onnx/declared-shape", data, place));
  }
  return findings;
}

function declaredText({ shape }: DeclaredTensor): string {
  return shape === null ? "[?]" : `[${shape.map((size) => (size === null ? "?" : text(size))).join(", ")}]`;
}

/** What cannot be true of both; undefined where sizes may be equal. */
function differenceOf({ shape }: DeclaredTensor, type: TensorType): string | undefined {
  if (shape === null || type.shape === null) return undefined;
  if (shape.length !== type.shape.length) return `${shape.length} axes are declared, there are ${type.shape.length}`;
  for (const [axis, size] of shape.entries()) {
    const actual = type.shape[axis];
    if (size === null || actual === undefined || isEqual(size, actual) === true) continue;
    const reason = sizeDifference(axis, size, actual);
    if (reason !== undefined) return reason;
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
