/** Holds the element types of a file's values against what the operators take, and finds where float64 comes in. */
import { type Diagnostic, type DiagnosticContext, diagnose } from "../diagnostic.js";
import type { Node } from "../graph/index.js";
import { refusedType, sharedTypes } from "../ops/accepted-types.js";
import { definitionOf, placeOf } from "../ops/index.js";
import { type DType, isFloat, type TensorType } from "../tensor/index.js";
import type { ShapedGraph } from "./infer.js";
import { Provenance } from "./provenance.js";

/** Findings on inputs of an element type that their operator does not take; a guessed type is no finding. */
export function checkElementTypes({ graph, registry, types, values }: ShapedGraph): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const typeOf = (name: string | undefined): TensorType | undefined => {
    const type = name === undefined || name === "" ? undefined : types.get(name);
    return type === undefined || type.shape === null ? undefined : type;
  };
  let provenance: Provenance | undefined;
  const report = (node: Node, found: (place: DiagnosticContext) => Diagnostic): void => {
    provenance ??= new Provenance(graph, registry);
    const inputs = node.inputs.map((name) => {
      const type = types.get(name);
      return type && { name, ...type, value: values.get(name) };
    });
    findings.push(found({ ...placeOf(node), inputs: provenance.linesOf(node, inputs) }));
  };
  const check = (node: Node): void => {
    for (const body of Object.values(node.subgraphs ?? {})) body.nodes.forEach(check);
    if (node.domain !== undefined) return;
    node.inputs.forEach((name, index) => {
      const type = typeOf(name);
      const expected = type && refusedType(node.op, index, type.dtype);
      if (type === undefined || expected === undefined) return;
      const declared = definitionOf(registry, node.op)?.inputs;
      const role = declared?.[Math.min(index, declared.length - 1)]?.name ?? String(index);
      const data = { op: node.op, input: `${role} (${name})`, expected, actual: type.dtype };
      const hint = `insert a Cast of ${name}${/^(int|bool)/.test(expected) ? ` to ${expected.split(" ").at(-1)}` : ""}`;
      report(node, (place) => diagnose("type/mismatch", data, { ...place, hint }));
    });
    for (const group of sharedTypes(node.op)) {
      const known = group.flatMap((index) => typeOf(node.inputs[index]) ?? []);
      const names = group.filter((index) => typeOf(node.inputs[index]) !== undefined);
      const at = known.findIndex(({ dtype }) => dtype !== known[0]?.dtype);
      if (at < 0) continue;
      const data = { op: node.op, left: known[0]?.dtype ?? "", right: known[at]?.dtype ?? "" };
      const hint = `insert a Cast of ${node.inputs[names[at] ?? 0]} to ${data.left}`;
      report(node, (place) => diagnose("type/differ", data, { ...place, hint }));
    }
  };
  graph.nodes.forEach(check);
  return findings;
}

/** Types of 64 bits that a network of smaller floats should not compute in. */
const isWide = (dtype: DType): boolean => dtype === "float64";

/** One finding for each place where a network of smaller floats begins to compute in float64. */
export function findWideFloats({ graph, types, values }: ShapedGraph): readonly Diagnostic[] {
  const floats = graph.inputs.filter(({ type }) => isFloat(type.dtype));
  if (floats.length === 0 || floats.some(({ type }) => isWide(type.dtype))) return [];
  if (graph.outputs.some(({ value }) => isWide(types.get(value)?.dtype ?? "float32"))) return [];
  const isComputed = (name: string): boolean => {
    const type: TensorType | undefined = types.get(name);
    return type !== undefined && isWide(type.dtype) && type.shape !== null && !values.has(name);
  };
  const computed = new Set(graph.nodes.flatMap(({ outputs }) => outputs.filter(isComputed)));
  if (computed.size === 0) return [];
  return graph.nodes.flatMap((node) => {
    const [output] = node.outputs.filter((name) => computed.has(name));
    if (output === undefined || node.inputs.some((name) => computed.has(name))) return [];
    const weight = node.inputs.find((name) => isWide(types.get(name)?.dtype ?? "float32"));
    const data = { op: node.op, value: weight ?? output };
    const hint = "export the constants as float32; float64 takes twice the memory, and GPUs hardly compute in it";
    return [diagnose("onnx/float64", data, { ...placeOf(node), tensor: output, hint })];
  });
}
