/** Random formulas for the property tests: built as dimensions, and computed with plain bigints as the number rule. */

import * as fc from "fast-check";
import {
  add,
  broadcastDim,
  ceilDiv,
  type Dim,
  floorDiv,
  max,
  min,
  mod,
  mul,
  type Scope,
  sub,
} from "../../src/dim/index.js";

export type Operator = "add" | "sub" | "mul" | "floorDiv" | "ceilDiv" | "mod" | "min" | "max" | "broadcast";

export type Tree =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "symbol"; readonly name: string }
  | { readonly kind: "operation"; readonly operator: Operator; readonly left: Tree; readonly right: Tree };

/** A formula that has no value at these sizes: a division by zero, or sizes that do not broadcast. */
export class NoValue extends Error {}

const RULES: Readonly<Record<Operator, (a: bigint, b: bigint) => bigint>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  floorDiv: floor,
  ceilDiv: (a, b) => -floor(-a, b),
  mod: (a, b) => a - b * floor(a, b),
  min: (a, b) => (b - a < 0n ? b : a),
  max: (a, b) => (b - a < 0n ? a : b),
  broadcast: (a, b) => {
    if (a === b || b === 1n) return a;
    if (a === 1n) return b;
    throw new NoValue();
  },
};

const OPERATIONS: Readonly<Record<Operator, (a: Dim, b: Dim) => Dim>> = {
  add,
  sub,
  mul,
  floorDiv,
  ceilDiv,
  mod,
  min,
  max,
  broadcast: broadcastDim,
};

function floor(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new NoValue();
  const quotient = a / b;
  return quotient * b !== a && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** The number rule. */
export function compute(tree: Tree, sizes: Readonly<Record<string, number>>): bigint {
  if (tree.kind === "number") return BigInt(tree.value);
  if (tree.kind === "symbol") return BigInt(sizes[tree.name] ?? 0);
  return RULES[tree.operator](compute(tree.left, sizes), compute(tree.right, sizes));
}

/** The dimension. */
export function build(tree: Tree, scope: Scope): Dim {
  if (tree.kind === "number") return tree.value;
  if (tree.kind === "symbol") return scope.symbol(tree.name);
  return OPERATIONS[tree.operator](build(tree.left, scope), build(tree.right, scope));
}

export function show(tree: Tree): string {
  if (tree.kind === "number") return `${tree.value}`;
  if (tree.kind === "symbol") return tree.name;
  return `${tree.operator}(${show(tree.left)}, ${show(tree.right)})`;
}

export interface TreeOptions {
  readonly symbols: readonly string[];
  readonly operators: readonly Operator[];
  readonly depth?: number;
}

/** Random formulas; divisors are mostly small positive numbers, as in shape rules. */
export function trees({ symbols, operators, depth = 5 }: TreeOptions): fc.Arbitrary<Tree> {
  const number = fc.integer({ min: -9, max: 9 }).map((value): Tree => ({ kind: "number", value }));
  const divisor = fc.integer({ min: 1, max: 6 }).map((value): Tree => ({ kind: "number", value }));
  const symbol = fc.constantFrom(...symbols).map((name): Tree => ({ kind: "symbol", name }));
  return fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: depth, depthIdentifier: "tree" },
      symbol,
      number,
      fc
        .tuple(fc.constantFrom(...operators), tie("tree"), tie("tree"), divisor, fc.integer({ min: 0, max: 9 }))
        .map(([operator, left, right, known, chance]): Tree => {
          const divides = operator === "floorDiv" || operator === "ceilDiv" || operator === "mod";
          return { kind: "operation", operator, left, right: divides && chance > 0 ? known : right };
        }),
    ),
  })).tree;
}
