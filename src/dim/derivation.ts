/** Derivations: values that remember how they were computed and print it, `floor((32 + 2·0 - 5)/1) + 1 = 28`. */

import { type Algebra, dims } from "./algebra.js";
import type { Dim } from "./expression.js";
import { type Notation, renderText, type TextOptions } from "./notation.js";
import { renderTex } from "./tex.js";
import { notationOf } from "./text.js";

type Operator = "add" | "sub" | "mul" | "floorDiv" | "ceilDiv" | "min" | "max";

/** A value with the operation that gave it; `label` names a leaf. */
export interface Derivation {
  readonly value: Dim;
  readonly depth: number;
  readonly label?: string;
  readonly operation?: { readonly operator: Operator; readonly left: Derivation; readonly right: Derivation };
}

/** Deeper derivations start again from their value. */
const MAX_DEPTH = 200;

function leaf(value: Dim): Derivation {
  return { value, depth: 0 };
}

/** A leaf that prints as a name: `floor((H + 2·padding - kernel)/stride) + 1`. */
export function named(label: string, value: Dim): Derivation {
  return { value, depth: 0, label };
}

function operation(operator: Operator): (left: Derivation, right: Derivation) => Derivation {
  return (left, right) => {
    const value = dims[operator](left.value, right.value);
    const depth = Math.max(left.depth, right.depth) + 1;
    return depth > MAX_DEPTH ? leaf(value) : { value, depth, operation: { operator, left, right } };
  };
}

/** The algebra of derivations: the rule that computes a value is the one that is printed. */
export const derivations: Algebra<Derivation> = {
  of: leaf,
  dim: (derivation) => derivation.value,
  add: operation("add"),
  sub: operation("sub"),
  mul: operation("mul"),
  floorDiv: operation("floorDiv"),
  ceilDiv: operation("ceilDiv"),
  min: operation("min"),
  max: operation("max"),
};

/** How the value was computed, without the result: `floor((32 + 2·0 - 5)/1) + 1`. */
export function expressionText(derivation: Derivation, options: TextOptions = {}): string {
  return renderText(derivationNotation(derivation), options);
}

/** The derivation with its result; only the result where nothing was computed. */
export function derivationText(derivation: Derivation, options: TextOptions = {}): string {
  const expression = expressionText(derivation, options);
  const result = renderText(notationOf(derivation.value), options);
  return expression === result ? result : `${expression} = ${result}`;
}

/** The derivation as TeX for math mode. */
export function derivationTex(derivation: Derivation): string {
  const expression = renderTex(derivationNotation(derivation));
  const result = renderTex(notationOf(derivation.value));
  return expression === result ? result : `${expression} = ${result}`;
}

function derivationNotation(derivation: Derivation): Notation {
  if (derivation.label !== undefined) return { kind: "name", name: derivation.label };
  if (derivation.operation === undefined) return notationOf(derivation.value);
  const { operator } = derivation.operation;
  const left = derivationNotation(derivation.operation.left);
  const right = derivationNotation(derivation.operation.right);
  switch (operator) {
    case "add":
    case "sub": {
      const terms = left.kind === "sum" ? left.terms : [{ minus: false, value: left }];
      return { kind: "sum", terms: [...terms, { minus: operator === "sub", value: right }] };
    }
    case "mul":
      return { kind: "product", factors: [...(left.kind === "product" ? left.factors : [left]), right] };
    case "floorDiv":
    case "ceilDiv": {
      const direction = operator === "floorDiv" ? "floor" : "ceil";
      return { kind: "rounded", direction, value: { kind: "quotient", numerator: left, denominator: right } };
    }
    case "min":
    case "max":
      return { kind: "call", name: operator, args: [left, right] };
  }
}
