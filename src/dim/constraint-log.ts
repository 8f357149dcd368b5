/** Collects the open constraints of a model, each relation once with its first reason. */

import { type Constraint, decide, type Relation, type Verdict } from "./constraint.js";
import type { Dim } from "./expression.js";

/** Open constraints in the order in which they came; a relation met again is not repeated. */
export class ConstraintLog {
  readonly #known = new Map<Relation, Map<Dim, Set<Dim>>>();
  readonly #all: Constraint[] = [];

  /** Remembers a constraint; false where the same relation is already there. */
  add(constraint: Constraint): boolean {
    const { relation, left, right } = constraint;
    const symmetric = relation === "equal" || relation === "broadcast";
    if (this.#has(relation, left, right) || (symmetric && this.#has(relation, right, left))) return false;
    const byLeft = this.#known.get(relation) ?? new Map<Dim, Set<Dim>>();
    const rights = byLeft.get(left) ?? new Set<Dim>();
    this.#known.set(relation, byLeft.set(left, rights.add(right)));
    this.#all.push(constraint);
    return true;
  }

  get all(): readonly Constraint[] {
    return this.#all;
  }

  #has(relation: Relation, left: Dim, right: Dim): boolean {
    return this.#known.get(relation)?.get(left)?.has(right) === true;
  }
}

/** Decides the relation; an open one is logged and taken to hold. */
function requireRelation(log: ConstraintLog, constraint: Constraint): Verdict {
  const decided = decide(constraint);
  if (decided === undefined) log.add(constraint);
  return decided === undefined ? "assumed" : decided ? "holds" : "fails";
}

export function requireEqual(log: ConstraintLog, left: Dim, right: Dim, because: string, node?: string): Verdict {
  return requireRelation(log, constraintOf("equal", left, right, because, node));
}

export function requireAtLeast(log: ConstraintLog, left: Dim, right: Dim, because: string, node?: string): Verdict {
  return requireRelation(log, constraintOf("at-least", left, right, because, node));
}

export function requireDivisible(log: ConstraintLog, left: Dim, right: Dim, because: string, node?: string): Verdict {
  return requireRelation(log, constraintOf("divisible", left, right, because, node));
}

export function requireBroadcast(log: ConstraintLog, left: Dim, right: Dim, because: string, node?: string): Verdict {
  return requireRelation(log, constraintOf("broadcast", left, right, because, node));
}

function constraintOf(
  relation: Relation,
  left: Dim,
  right: Dim,
  because: string,
  node: string | undefined,
): Constraint {
  return node === undefined ? { relation, left, right, because } : { relation, left, right, because, node };
}
