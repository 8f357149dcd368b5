/** Declares an operator's attributes and reads them, typed, from a node. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import type { AttributeValue, Node } from "../graph/index.js";
import type { KnownValue, TensorType } from "../tensor/index.js";
import { closestName } from "./closest-name.js";

export interface Kinds {
  int: number;
  float: number;
  string: string;
  ints: readonly number[];
  floats: readonly number[];
  strings: readonly string[];
  tensor: KnownValue;
  type: TensorType;
}

/** One attribute: its ONNX type and what holds when it is left out. */
export interface Attribute<K extends keyof Kinds = keyof Kinds, Absent = Kinds[K] | undefined> {
  readonly kind: K;
  readonly required?: true;
  readonly default?: Absent;
  /** The closed list of allowed strings. */
  readonly values?: readonly string[];
}

export type AttributeDeclarations = Readonly<Record<string, Attribute>>;

/** The typed values of declared attributes: an absent one without a default is `undefined`. */
export type AttributesOf<A extends AttributeDeclarations> = {
  readonly [Name in keyof A]: A[Name] extends Attribute<infer K, infer Absent> ? Kinds[K] | Absent : never;
};

/** Attribute `kind` with a default. */
export function withDefault<K extends keyof Kinds>(kind: K, value: Kinds[K]): Attribute<K, Kinds[K]> {
  return { kind, default: value };
}

/** Attribute that may be absent. */
export function optional<K extends keyof Kinds>(kind: K): Attribute<K, undefined> {
  return { kind };
}

/** Attribute that must be there. */
export function required<K extends keyof Kinds>(kind: K): Attribute<K, Kinds[K]> {
  return { kind, required: true };
}

/** String attribute with a closed list of values; the first is the default. */
export function oneOf<const V extends readonly [string, ...string[]]>(...values: V): Attribute<"string", V[number]> {
  return { kind: "string", default: values[0], values };
}

const checks: { readonly [K in keyof Kinds]: (value: AttributeValue) => boolean } = {
  int: (value) => Number.isSafeInteger(value),
  float: (value) => typeof value === "number",
  string: (value) => typeof value === "string",
  ints: (value) => Array.isArray(value) && value.every((element) => Number.isSafeInteger(element)),
  floats: (value) => Array.isArray(value) && value.every((element) => typeof element === "number"),
  strings: (value) => Array.isArray(value) && value.every((element) => typeof element === "string"),
  tensor: (value) => typeof value === "object" && "data" in value,
  type: (value) => typeof value === "object" && "dtype" in value && !("data" in value),
};

const noDeclaration: Attribute = { kind: "int" };

/** Checks a node's attributes against their declaration and fills the defaults in. */
export function readAttributes(
  declarations: AttributeDeclarations,
  node: Node,
  report: (finding: Diagnostic) => void,
): Readonly<Record<string, AttributeValue | undefined>> {
  const result: Record<string, AttributeValue | undefined> = {};
  for (const name in declarations) {
    const declaration = declarations[name] ?? noDeclaration;
    const value = node.attributes[name];
    if (value === undefined) {
      if (declaration.required) report(diagnose("node/missing-attribute", { op: node.op, attribute: name }));
      result[name] = declaration.default;
    } else if (!checks[declaration.kind](value)) {
      const actual = JSON.stringify(value);
      report(diagnose("node/attribute-type", { op: node.op, attribute: name, expected: declaration.kind, actual }));
      result[name] = declaration.default;
    } else {
      if (declaration.values && !declaration.values.includes(String(value))) {
        const rule = `it must be one of ${declaration.values.join(", ")}`;
        report(diagnose("node/attribute-value", { op: node.op, attribute: name, value: String(value), rule }));
      }
      result[name] = value;
    }
  }
  for (const name in node.attributes) {
    if (Object.hasOwn(declarations, name)) continue;
    const hint = closestName(name, Object.keys(declarations));
    report(diagnose("node/unknown-attribute", { op: node.op, attribute: name }, { hint }));
  }
  return result;
}
