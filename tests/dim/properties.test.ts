/** For every operator and for random formulas: the symbolic result at random sizes equals the number rule. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  BroadcastConflict,
  bounds,
  countOf,
  type Dim,
  DimensionOverflow,
  DimensionTooComplex,
  DivisionByZero,
  evaluateCount,
  isAtLeast,
  isDivisible,
  isEqual,
  mul,
  Scope,
  sub,
  substitute,
  symbolsOf,
  tex,
  text,
} from "../../src/dim/index.js";
import { build, compute, NoValue, type Operator, show, type Tree, trees } from "./random-expressions.js";

const SYMBOLS = ["H", "W", "N"];
const OPERATORS: readonly Operator[] = ["add", "sub", "mul", "floorDiv", "ceilDiv", "mod", "min", "max"];
const sizes = fc.record({
  H: fc.integer({ min: 1, max: 60 }),
  W: fc.integer({ min: 1, max: 60 }),
  N: fc.integer({ min: 1, max: 8 }),
});

/** The dimension, or undefined where a known divisor is zero, known sizes conflict, or a constant is too large. */
function tryBuild(tree: Tree, scope: Scope): Dim | undefined {
  try {
    return build(tree, scope);
  } catch (error) {
    if (error instanceof DivisionByZero || error instanceof BroadcastConflict) return undefined;
    if (error instanceof DimensionOverflow || error instanceof DimensionTooComplex) return undefined;
    throw error;
  }
}

function tryCompute(tree: Tree, at: Readonly<Record<string, number>>): bigint | undefined {
  try {
    return compute(tree, at);
  } catch (error) {
    if (error instanceof NoValue) return undefined;
    throw error;
  }
}

/** Fails with the formula and its text where the symbolic value is another than the number rule's. */
function expectAgreement(tree: Tree, points: readonly { H: number; W: number; N: number }[]): void {
  const dim = tryBuild(tree, new Scope());
  fc.pre(dim !== undefined);
  for (const at of points) {
    const expected = tryCompute(tree, at);
    if (expected === undefined) continue;
    const actual = evaluateCount(dim, at);
    if (actual !== expected)
      throw new Error(`${show(tree)} = ${text(dim)} at ${JSON.stringify(at)}: ${actual}, not ${expected}`);
  }
}

const points = fc.array(sizes, { minLength: 12, maxLength: 12 });

describe("the symbolic result equals the number rule", () => {
  const every: readonly Operator[] = [...OPERATORS, "broadcast"];
  test.each(every)("for %s", (operator) => {
    const operand = trees({ symbols: SYMBOLS, operators: ["add", "sub", "mul", "floorDiv"], depth: 2 });
    const tree = fc
      .tuple(operand, operand)
      .map(([left, right]): Tree => ({ kind: "operation", operator, left, right }));
    fc.assert(
      fc.property(tree, points, (formula, at) => expectAgreement(formula, at)),
      { numRuns: 300 },
    );
  });

  test("for formulas of all operators", () => {
    const formula = trees({ symbols: SYMBOLS, operators: OPERATORS });
    fc.assert(
      fc.property(formula, points, (tree, at) => expectAgreement(tree, at)),
      { numRuns: 1500 },
    );
  });

  test("for deep formulas of one symbol", () => {
    const formula = trees({ symbols: ["H"], operators: ["add", "sub", "floorDiv", "ceilDiv", "mod", "max"], depth: 9 });
    fc.assert(
      fc.property(formula, points, (tree, at) => expectAgreement(tree, at)),
      { numRuns: 500 },
    );
  });

  test("for formulas that broadcast", () => {
    const formula = trees({ symbols: SYMBOLS, operators: ["add", "floorDiv", "mul", "broadcast"], depth: 3 });
    fc.assert(
      fc.property(formula, fc.array(sizes, { minLength: 40, maxLength: 40 }), (tree, at) => expectAgreement(tree, at)),
      { numRuns: 300 },
    );
  });

  test("under assumptions", () => {
    const formula = trees({ symbols: SYMBOLS, operators: OPERATORS });
    const assumed = fc.record({ scale: fc.integer({ min: 1, max: 8 }), remainder: fc.integer({ min: 0, max: 7 }) });
    fc.assert(
      fc.property(formula, assumed, points, (tree, { scale, remainder }, at) => {
        const scope = new Scope([{ symbol: "H", multipleOf: scale, remainder }]);
        const dim = tryBuild(tree, scope);
        fc.pre(dim !== undefined);
        for (const point of at) {
          const kept = { ...point, H: point.H * scale + (remainder % scale) };
          const expected = tryCompute(tree, kept);
          if (expected !== undefined) expect(evaluateCount(dim, kept)).toBe(expected);
        }
        expect(text(dim).length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("decisions hold at all sizes", () => {
  const pair = fc.tuple(
    trees({ symbols: SYMBOLS, operators: OPERATORS }),
    trees({ symbols: SYMBOLS, operators: OPERATORS }),
  );

  test("bounds", () => {
    fc.assert(
      fc.property(trees({ symbols: SYMBOLS, operators: OPERATORS }), points, (tree, at) => {
        const dim = tryBuild(tree, new Scope());
        fc.pre(dim !== undefined);
        const { min, max } = bounds(dim);
        for (const point of at) {
          const value = tryCompute(tree, point);
          if (value === undefined) continue;
          expect(value >= min && value <= max, `${text(dim)} is ${value}, outside ${min} to ${max}`).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("equality, order and divisibility", () => {
    fc.assert(
      fc.property(pair, points, ([left, right], at) => {
        const scope = new Scope();
        const a = tryBuild(left, scope);
        const b = tryBuild(right, scope);
        fc.pre(a !== undefined && b !== undefined);
        const [equal, atLeast, divisible] = [isEqual(a, b), isAtLeast(a, b), isDivisible(a, b)];
        for (const point of at) {
          const x = tryCompute(left, point);
          const y = tryCompute(right, point);
          if (x === undefined || y === undefined) continue;
          const note = `${text(a)} and ${text(b)} at ${JSON.stringify(point)}`;
          if (equal !== undefined) expect(x === y, note).toBe(equal);
          if (atLeast !== undefined) expect(x >= y, note).toBe(atLeast);
          if (divisible !== undefined && y !== 0n) expect(x % y === 0n, note).toBe(divisible);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

test("replacing symbols is computing at the replaced sizes", () => {
  const formula = trees({ symbols: SYMBOLS, operators: OPERATORS });
  fc.assert(
    fc.property(formula, points, fc.integer({ min: 1, max: 4 }), (tree, at, factor) => {
      const scope = new Scope();
      const dim = tryBuild(tree, scope);
      fc.pre(dim !== undefined);
      const replaced = attempt(() => substitute(dim, { H: mul(factor, scope.symbol("W")), N: 3 }));
      fc.pre(replaced !== undefined);
      for (const point of at) {
        const expected = tryCompute(tree, { W: point.W, H: factor * point.W, N: 3 });
        if (expected !== undefined) expect(evaluateCount(replaced, point)).toBe(expected);
      }
    }),
    { numRuns: 500 },
  );
});

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof DivisionByZero || error instanceof DimensionOverflow) return undefined;
    throw error;
  }
}

test("text and TeX name exactly the symbols, and one text is one expression", () => {
  const pair = fc.tuple(
    trees({ symbols: SYMBOLS, operators: OPERATORS }),
    trees({ symbols: SYMBOLS, operators: OPERATORS }),
  );
  fc.assert(
    fc.property(pair, ([left, right]) => {
      const scope = new Scope();
      const a = tryBuild(left, scope);
      const b = tryBuild(right, scope);
      fc.pre(a !== undefined && b !== undefined);
      expect([...new Set(text(a).match(/\b[HWN]\b/g))].sort()).toEqual(symbolsOf(a));
      expect([...new Set(tex(a).match(/\b[HWN]\b/g))].sort()).toEqual(symbolsOf(a));
      if (text(a) === text(b)) expect(a).toBe(b);
      expect(sub(a, a)).toBe(0);
      expect(text(countOf(a))).toBe(text(a));
    }),
    { numRuns: 500 },
  );
});
