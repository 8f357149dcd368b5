/** Holds the element types of a file's values against what the operators take, and finds where float64 comes in. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import type { Node } from "../graph/index.js";
import { refusedType } from "../ops/accepted-types.js";
import { placeOf } from "../ops/index.js";
import { type DType, isFloat, type TensorType } from "../tensor/index.js";
import type { ShapedGraph } from "./infer.js";

/** Findings on inputs of an element type that their operator does not take; a guessed type is no finding. */
export function checkElementTypes({ graph, registry, types }: ShapedGraph): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  const check = (node: Node): void => {
    for (const body of Object.values(node.subgraphs ?? {})) body.nodes.forEach(check);
    if (node.domain !== undefined) return;
    node.inputs.forEach((name, index) => {
      const type = name === "" ? undefined : types.get(name);
      if (type === undefined || type.shape === null) return;
      const expected = refusedType(node.op, index, type.dtype);
      if (expected === undefined) return;
      const declared = registry[node.op]?.inputs;
      const role = declared?.[Math.min(index, declared.length - 1)]?.name ?? String(index);
      const data = { op: node.op, input: `${role} (${name})`, expected, actual: type.dtype };
      const hint = `insert a Cast of ${name}${/^(int|bool)/.test(expected) ? ` to ${expected.split(" ").at(-1)}` : ""}`;
      findings.push(diagnose("type/mismatch", data, { ...placeOf(node), hint }));
    });
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
