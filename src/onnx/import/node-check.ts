/** What is wrong with a node as the file has it that no longer shows once it is read: kinds of attributes, outputs, bodies. */
import { type Diagnostic, diagnose } from "../../diagnostic.js";
import type { Node, Subgraph } from "../../graph/index.js";
import type { OperatorDefinition } from "../../ops/index.js";
import type { ModelNode } from "../model.js";

/** Attribute types that read as those that are declared. */
const lookAlikes: Readonly<Record<string, string>> = { float: "int", floats: "ints", int: "float", ints: "floats" };

/** Types that no rule reads as a value. */
const rareTypes: ReadonlySet<string> = new Set([
  "graph",
  "graphs",
  "sparse_tensor",
  "sparse_tensors",
  "tensors",
  "type_proto",
  "type_protos",
]);

/** An attribute of a rare type where another is declared; `type` is declared for a type_proto. */
const isRare = (expected: string, type: string): boolean =>
  rareTypes.has(type) && expected !== type && !(expected === "type" && type === "type_proto");

/** Attributes that hold graphs, all of them needed. */
const graphAttributes: Readonly<Record<string, readonly string[]>> = {
  If: ["then_branch", "else_branch"],
  Loop: ["body"],
  Scan: ["body"],
  SequenceMap: ["body"],
};

/** Findings on attributes of a type that their operator does not have for them, in the form of the newest opset. */
export function checkAttributeTypes(
  { op, domain, attributes }: ModelNode,
  definition: OperatorDefinition | undefined,
  node: string,
): readonly Diagnostic[] {
  if (definition === undefined) return [];
  const findings: Diagnostic[] = [];
  const isStandard = domain === "" || domain === "ai.onnx";
  const graphs = isStandard && Object.hasOwn(graphAttributes, op) ? (graphAttributes[op] ?? []) : [];
  for (const { name, type } of attributes) {
    const kind = Object.hasOwn(definition.attributes, name) ? definition.attributes[name]?.kind : undefined;
    const expected = graphs.includes(name) ? "graph" : kind;
    const isFine =
      expected === undefined ? !rareTypes.has(type) : lookAlikes[expected] !== type && !isRare(expected, type);
    if (isFine || (op === "Constant" && name === "sparse_value")) continue;
    const data = { op, attribute: name };
    findings.push(
      expected === undefined
        ? diagnose("node/unknown-attribute", data, { node })
        : diagnose("node/attribute-type", { ...data, expected, actual: `of type ${type}` }, { node }),
    );
  }
  for (const attribute of graphs) {
    if (attributes.some(({ name }) => name === attribute)) continue;
    findings.push(diagnose("node/missing-attribute", { op, attribute }, { node }));
  }
  return findings;
}

/** A node gives something, and no more than its operator does. */
export function checkOutputs(
  { name, op, outputs }: Pick<Node, "name" | "op" | "outputs">,
  definition: OperatorDefinition | undefined,
): Diagnostic | undefined {
  const declared = definition?.outputs;
  if (declared === undefined || declared.at(-1)?.endsWith("...") === true) return undefined;
  const isEmpty = outputs.every((output) => output === "") && declared.length > 0;
  if (outputs.length <= declared.length && !isEmpty) return undefined;
  const most = declared.length === 1 ? "1" : `1 to ${declared.length}`;
  const data = { op, what: "outputs", expected: `${most} (${declared.join(", ")})`, actual: String(outputs.length) };
  return diagnose("node/arity", data, { node: name });
}

/** The body of a Loop or Scan takes what the node hands it and gives what the node gives. */
export function checkBodies(
  { op, domain, inputs, outputs }: ModelNode,
  { body }: Readonly<Record<string, Subgraph>>,
  version: number,
  node: string,
): readonly Diagnostic[] {
  if (body === undefined || (domain !== "" && domain !== "ai.onnx")) return [];
  const isLoop = op === "Loop";
  if (!isLoop && !(op === "Scan" && version >= 9)) return [];
  const findings: Diagnostic[] = [];
  const handed = isLoop ? Math.max(2, inputs.length) : inputs.length;
  const fail = (what: string, expected: string, actual: number): void => {
    findings.push(
      diagnose("node/arity", { op, what: `${what} of its body`, expected, actual: String(actual) }, { node }),
    );
  };
  if (body.inputs.length !== handed) fail("inputs", String(handed), body.inputs.length);
  const given = outputs.length + (isLoop ? 1 : 0);
  if (body.outputs.length < given) fail("outputs", `at least ${given}`, body.outputs.length);
  return findings;
}
