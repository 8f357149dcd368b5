/** Calls of a model's own functions: each is replaced by the function's nodes, with the call's arguments. */
import { diagnose } from "../../diagnostic.js";
import type { Node, Origin } from "../../graph/index.js";
import { closestName } from "../../ops/index.js";
import type { ModelAttribute, ModelFunction, ModelNode } from "../model.js";
import type { GraphImport } from "./graph-import.js";
import { bindAttribute, labelOf, opsetsOf, type Place } from "./place.js";

/** Calls inside calls beyond this depth are taken to be endless. */
const deepest = 100;

export class FunctionCalls {
  readonly #functions = new Map<string, ModelFunction>();

  constructor(functions: readonly ModelFunction[]) {
    for (const each of functions) {
      const domain = each.domain === "ai.onnx" ? "" : each.domain;
      this.#functions.set(keyOf(domain, each.name, each.overload), each);
    }
  }

  /** The function that a node calls; undefined for an operator. */
  find(domain: string, { op, overload }: ModelNode): ModelFunction | undefined {
    return this.#functions.size === 0 ? undefined : this.#functions.get(keyOf(domain, op, overload));
  }

  inline(
    called: ModelFunction,
    node: ModelNode,
    index: number,
    place: Place,
    into: Node[],
    importing: GraphImport,
  ): void {
    const label = labelOf(node, index);
    if (place.depth >= deepest) {
      importing.reportOnce("calls", () =>
        diagnose("onnx/recursive-function", { function: called.name }, { node: label }),
      );
      return;
    }
    checkCall(called, node, label, importing);
    const names = place.names.apart();
    called.inputs.forEach((name, position) => {
      const argument = node.inputs[position] ?? "";
      if (argument !== "") names.alias(name, place.names.find(argument));
    });
    const origin: Origin = place.origin ?? { name: label, type: called.name, modules: [], attributes: {} };
    const nodes = importing.importNodes(called.nodes, {
      names,
      opsets: opsetsOf(called.opsetImports),
      arguments: argumentsOf(called, node, place),
      depth: place.depth + 1,
      origin,
    });
    into.push(...nodes);
    called.outputs.forEach((name, position) => {
      const result = node.outputs[position] ?? "";
      const inner = names.resolve(name);
      if (result !== "" && inner !== undefined) place.names.alias(result, inner);
    });
  }
}

/** A call gives no more than a function takes, asks for no more than it gives, and leaves out no argument it needs. */
function checkCall(called: ModelFunction, call: ModelNode, node: string, importing: GraphImport): void {
  const op = called.name;
  const count = (what: string, given: readonly string[], declared: readonly string[]): void => {
    if (given.length <= declared.length) return;
    const data = { op, what, expected: `at most ${declared.length}`, actual: String(given.length) };
    importing.report(diagnose("node/arity", data, { node }));
  };
  count("inputs", call.inputs, called.inputs);
  count("outputs", call.outputs, called.outputs);
  const given = new Set(call.attributes.map(({ name }) => name));
  for (const attribute of called.attributes) {
    if (!given.has(attribute)) importing.report(diagnose("node/missing-attribute", { op, attribute }, { node }));
  }
  const known = new Set([...called.attributes, ...called.defaults.map(({ name }) => name)]);
  for (const attribute of given) {
    if (known.has(attribute)) continue;
    const hint = closestName(attribute, known);
    importing.report(diagnose("node/unknown-attribute", { op, attribute }, { node, hint }));
  }
}

const keyOf = (domain: string, name: string, overload: string): string => `${domain}\n${name}\n${overload}`;

/** Attributes of the call by name, defaults for those it leaves out. */
function argumentsOf(called: ModelFunction, node: ModelNode, place: Place): ReadonlyMap<string, ModelAttribute> {
  const given = new Map<string, ModelAttribute>();
  for (const attribute of called.defaults) given.set(attribute.name, attribute);
  for (const attribute of node.attributes) {
    const bound = bindAttribute(attribute, place);
    if (bound !== undefined) given.set(attribute.name, bound);
  }
  return given;
}
