/** What must hold between dimensions for a model to be sound, with the reason. */

import { isAtLeast, isDivisible, isEqual } from "./comparison.js";
import { AssumptionViolated, BroadcastConflict, DimensionOverflow, DivisionByZero } from "./errors.js";
import { evaluateCount, type Sizes, symbolsOf } from "./evaluate.js";
import type { Dim } from "./expression.js";
import { renderText } from "./notation.js";
import { notationOf, text } from "./text.js";

export type Relation = "equal" | "at-least" | "divisible" | "broadcast";

/** left = right, left >= right, left is a multiple of right, or left and right broadcast (equal, or one of them 1). */
export interface Constraint {
  readonly relation: Relation;
  readonly left: Dim;
  readonly right: Dim;
  /** Why it must hold: "needed by Add_31". */
  readonly because: string;
  readonly node?: string;
}

/** What became of a question: decided, or taken to hold and remembered. */
export type Verdict = "holds" | "fails" | "assumed";

/** Whether the constraint holds at the given sizes; sizes at which a side has no value do not meet it. */
export function holds(constraint: Constraint, sizes: Sizes): boolean {
  try {
    const left = evaluateCount(constraint.left, sizes);
    const right = evaluateCount(constraint.right, sizes);
    return holdsFor(constraint.relation, left, right);
  } catch (error) {
    const valueless =
      error instanceof DivisionByZero ||
      error instanceof BroadcastConflict ||
      error instanceof AssumptionViolated ||
      error instanceof DimensionOverflow;
    if (valueless) return false;
    throw error;
  }
}

function holdsFor(relation: Relation, left: bigint, right: bigint): boolean {
  switch (relation) {
    case "equal":
      return left === right;
    case "at-least":
      return left >= right;
    case "divisible":
      return right === 0n ? left === 0n : left % right === 0n;
    case "broadcast":
      return left === right || left === 1n || right === 1n;
  }
}

/** true or false where all permitted sizes agree, otherwise undefined. */
export function decide(constraint: Pick<Constraint, "relation" | "left" | "right">): boolean | undefined {
  const { relation, left, right } = constraint;
  switch (relation) {
    case "equal":
      return isEqual(left, right);
    case "at-least":
      return isAtLeast(left, right);
    case "divisible":
      return isDivisible(left, right);
    case "broadcast": {
      const answers = [isEqual(left, right), isEqual(left, 1), isEqual(right, 1)];
      if (answers.includes(true)) return true;
      return answers.every((answer) => answer === false) ? false : undefined;
    }
  }
}

/** The relation alone: `seq = past + 1`, `H ≥ 29`, `(H + 1) mod 32 = 0`, `N = M, or either is 1`. */
export function relationText({ relation, left, right }: Pick<Constraint, "relation" | "left" | "right">): string {
  switch (relation) {
    case "equal":
      return `${text(left)} = ${text(right)}`;
    case "at-least":
      return `${text(left)} ≥ ${text(right)}`;
    case "divisible":
      return `${renderText({ kind: "modulo", left: notationOf(left), right: notationOf(right) })} = 0`;
    case "broadcast":
      return `${text(left)} = ${text(right)}, or either is 1`;
  }
}

/** The relation with its reason: `seq = past + 1, needed by Add_31`. */
export function constraintText(constraint: Constraint): string {
  return constraint.because === "" ? relationText(constraint) : `${relationText(constraint)}, ${constraint.because}`;
}

/** The names of the symbols on both sides, sorted. */
export function symbolsOfConstraint({ left, right }: Pick<Constraint, "left" | "right">): readonly string[] {
  return [...new Set([...symbolsOf(left), ...symbolsOf(right)])].sort();
}
