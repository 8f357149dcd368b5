/** Constraints: when they hold, how they read, and what a log remembers. */

import { describe, expect, test } from "vitest";
import {
  add,
  type Constraint,
  ConstraintLog,
  constraintText,
  type Dim,
  decide,
  floorDiv,
  holds,
  mul,
  type Relation,
  relationText,
  requireAtLeast,
  requireBroadcast,
  requireDivisible,
  requireEqual,
  Scope,
  sub,
  symbolsOfConstraint,
  UnboundSymbol,
} from "../../src/dim/index.js";

const scope = new Scope([{ symbol: "K", multipleOf: 32 }]);
const H = scope.symbol("H");
const W = scope.symbol("W");
const K = scope.symbol("K");
const because = "needed by Add_31";

const rows: readonly [
  relation: Relation,
  left: Dim,
  right: Dim,
  text: string,
  yes: [number, number],
  no: [number, number],
][] = [
  ["equal", H, add(W, 1), "H = W + 1", [3, 2], [2, 3]],
  ["at-least", H, W, "H ≥ W", [2, 2], [1, 2]],
  ["divisible", add(H, 1), W, "(H + 1) mod W = 0", [5, 3], [5, 4]],
  ["broadcast", H, W, "H = W, or either is 1", [1, 7], [2, 7]],
];

describe("a constraint", () => {
  test.each(rows)("%s", (relation, left, right, expected, [h, w], [otherH, otherW]) => {
    const constraint: Constraint = { relation, left, right, because };
    expect(relationText(constraint)).toBe(expected);
    expect(constraintText(constraint)).toBe(`${expected}, needed by Add_31`);
    expect(holds(constraint, { H: h, W: w })).toBe(true);
    expect(holds(constraint, { H: otherH, W: otherW })).toBe(false);
    expect(symbolsOfConstraint(constraint)).toEqual(["H", "W"]);
    expect(decide(constraint)).toBeUndefined();
  });

  test("does not hold where a side has no value", () => {
    const divides: Constraint = { relation: "equal", left: floorDiv(H, sub(W, 2)), right: 1, because };
    expect(holds(divides, { H: 3, W: 5 })).toBe(true);
    expect(holds(divides, { H: 3, W: 2 })).toBe(false);
    expect(holds({ relation: "at-least", left: K, right: 1, because }, { K: 33 })).toBe(false);
    expect(holds({ relation: "divisible", left: H, right: sub(W, 2), because }, { H: 3, W: 2 })).toBe(false);
  });

  test("needs a size for every symbol", () => {
    expect(() => holds({ relation: "equal", left: H, right: W, because }, { H: 1 })).toThrow(UnboundSymbol);
  });
});

describe("a log", () => {
  test("remembers what is open, once, and decides the rest", () => {
    const log = new ConstraintLog();
    expect(requireEqual(log, add(H, 1), add(1, H), because)).toBe("holds");
    expect(requireEqual(log, add(H, 1), H, because)).toBe("fails");
    expect(log.all).toEqual([]);
    expect(requireEqual(log, H, W, because, "Add_31")).toBe("assumed");
    expect(requireEqual(log, W, H, "needed by Mul_2")).toBe("assumed");
    expect(requireAtLeast(log, H, W, because)).toBe("assumed");
    expect(requireAtLeast(log, W, H, because)).toBe("assumed");
    expect(log.all.map(constraintText)).toEqual([
      "H = W, needed by Add_31",
      "H ≥ W, needed by Add_31",
      "W ≥ H, needed by Add_31",
    ]);
    expect(log.all[0]?.node).toBe("Add_31");
  });

  test("decides divisibility and broadcasting", () => {
    const log = new ConstraintLog();
    expect(requireDivisible(log, mul(4, H), 2, because)).toBe("holds");
    expect(requireDivisible(log, add(mul(4, H), 1), 2, because)).toBe("fails");
    expect(requireBroadcast(log, H, 1, because)).toBe("holds");
    expect(requireBroadcast(log, add(H, 1), add(H, 2), because)).toBe("fails");
    expect(requireBroadcast(log, H, 3, because)).toBe("assumed");
    expect(log.all).toHaveLength(1);
  });
});
