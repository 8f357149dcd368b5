/** The sizes at which constraints hold: golden texts by hand arithmetic, and random constraints against trying every size. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  broadcastDim,
  type Constraint,
  type Dim,
  DimensionOverflow,
  DivisionByZero,
  floorDiv,
  holds,
  max,
  min,
  mod,
  mul,
  type Relation,
  Scope,
  type SolveOptions,
  solveSizes,
  sub,
  UnboundSymbol,
} from "../../src/dim/index.js";
import { build, type Operator, trees } from "./random-expressions.js";

const scope = new Scope([{ symbol: "K", multipleOf: 32 }]);
const H = scope.symbol("H");
const W = scope.symbol("W");
const K = scope.symbol("K");
const Z = scope.symbol("Z", { min: 0, max: 40 });

function must(relation: Relation, left: Dim, right: Dim): Constraint {
  return { relation, left, right, because: "of the test" };
}

function conv(x: Dim, kernel: number, stride: number, pad: number): Dim {
  return add(floorDiv(sub(add(x, 2 * pad), kernel), stride), 1);
}

/** AlexNet's features: 11/4, pool 3/2, 5 pad 2, pool 3/2, three 3 pad 1, pool 3/2. */
function alexnet(x: Dim): Dim {
  const second = conv(conv(conv(x, 11, 4, 0), 3, 2, 0), 5, 1, 2);
  const third = conv(conv(conv(conv(second, 3, 2, 0), 3, 1, 1), 3, 1, 1), 3, 1, 1);
  return conv(third, 3, 2, 0);
}

const rows: readonly [name: string, constraints: Constraint[], symbol: string, text: string, options?: SolveOptions][] =
  [
    ["no constraint", [], "H", "at least 1"],
    ["a least size", [must("at-least", H, 29)], "H", "at least 29"],
    ["a far least size", [must("at-least", H, 10 ** 9)], "H", "at least 1000000000"],
    ["a greatest size", [must("at-least", 2, H)], "H", "1, 2"],
    ["one size", [must("equal", H, 5)], "H", "5"],
    ["none", [must("equal", mul(2, H), 5)], "H", "none"],
    ["none after all", [must("at-least", H, 9), must("at-least", 8, H)], "H", "none"],
    // AlexNet: 32·6 + 35 = 227 is the least H with floor((H - 3)/32) - 1 = 6, 258 the greatest
    [
      "AlexNet's input where the classifier wants 6×6",
      [must("equal", mul(256, mul(alexnet(H), alexnet(H))), 9216)],
      "H",
      "227 to 258",
    ],
    // floor((H - 3)/32) - 1 >= 1 from H = 67
    ["AlexNet's least input", [must("at-least", alexnet(H), 1)], "H", "at least 67"],
    ["a remainder", [must("equal", mod(H, 32), 0)], "H", "H % 32 == 0, at least 32"],
    ["a multiple", [must("divisible", add(H, 3), 32)], "H", "H % 32 == 29, at least 29"],
    // (H + 3) mod 32 <= 3: 29, 30, 31, 32
    ["several remainders", [must("at-least", 3, mod(add(H, 3), 32))], "H", "H % 32 in {0, 29, 30, 31}, at least 29"],
    ["many remainders", [must("at-least", mod(add(H, 3), 32), 1)], "H", "H % 32 in {0 to 28, 30, 31}, at least 1"],
    ["a U-Net's halves", [must("equal", mul(2, floorDiv(H, 2)), H)], "H", "H % 2 == 0, at least 2"],
    ["a common period", [must("divisible", H, 4), must("divisible", H, 6)], "H", "H % 12 == 0, at least 12"],
    // squares that 12 divides are those of multiples of 6
    ["a square's remainder", [must("divisible", mul(H, H), 12)], "H", "H % 6 == 0, at least 6"],
    ["a broadcast", [must("broadcast", H, 7)], "H", "1, 7"],
    // floor(100/H) = 3 for 26 to 33
    ["a size in a divisor", [must("equal", floorDiv(100, H), 3)], "H", "26 to 33"],
    // H·(H - 10) >= 0
    ["a square", [must("at-least", mul(H, H), mul(10, H))], "H", "at least 10"],
    // H^2 - 10·H + 16 = (H - 2)·(H - 8) >= 0
    ["an exception before the rest", [must("at-least", add(mul(H, H), 16), mul(10, H))], "H", "1, 2, at least 8"],
    // all up to 3, then the even ones
    [
      "exceptions before a period",
      [must("equal", mul(mod(H, 2), max(sub(H, 3), 0)), 0)],
      "H",
      "1 to 3; H % 2 == 0, at least 4",
    ],
    ["a window between two sizes", [must("equal", max(min(H, 9), 4), H)], "H", "4 to 9"],
    ["another size is given", [must("equal", add(H, 2), W)], "H", "5", { sizes: { W: 7 } }],
    ["no value at another size", [must("equal", floorDiv(W, sub(H, 3)), 1)], "W", "none", { sizes: { H: 3 } }],
    ["0 where it is permitted", [must("at-least", 3, Z)], "Z", "0 to 3"],
    ["a symbol's own bounds", [must("divisible", Z, 7)], "Z", "Z % 7 == 0, 0 to 40"],
    ["a least size to consider", [must("divisible", H, 7)], "H", "H % 7 == 0, at least 21", { min: 15 }],
    ["an assumption", [must("at-least", K, 50)], "K", "K % 32 == 0, at least 64"],
  ];

describe("solveSizes", () => {
  test.each(rows)("%s", (_name, constraints, symbol, expected, options) => {
    const found = solveSizes(constraints, symbol, options ?? {});
    expect(found.text).toBe(expected);
    expect(found.decided).toBe(true);
  });

  test("knows the least and the greatest size", () => {
    expect(solveSizes([must("equal", alexnet(H), 6)], "H")).toMatchObject({ min: 227, max: 258 });
    expect(solveSizes([must("at-least", H, 3)], "H")).toMatchObject({ min: 3, max: Number.POSITIVE_INFINITY });
    expect(solveSizes([must("divisible", Z, 7)], "Z")).toMatchObject({ min: 0, max: 35 });
    expect(solveSizes([must("equal", 1, 2)], "H")).toMatchObject({ min: undefined, max: undefined });
  });

  test("says where it stopped when a rule is opaque, and still answers for one size", () => {
    const opaque = scope.opaque("half", [H], ([size]) => Math.floor((size ?? 0) / 2));
    const found = solveSizes([must("at-least", opaque, 3)], "H", { limit: 50 });
    expect(found).toMatchObject({ decided: false, text: "6 to 50 (tested up to 50)", min: 6 });
    expect(found.has(5)).toBe(false);
    expect(found.has(1000)).toBe(true);
    expect(solveSizes([must("at-least", opaque, 100)], "H", { limit: 50 }).text).toBe("none up to 50");
  });

  test("is not decided where the period is too long", () => {
    const found = solveSizes([must("divisible", H, 9973), must("divisible", H, 9967)], "H");
    expect(found.decided).toBe(false);
    expect(found.has(9973 * 9967)).toBe(true);
  });

  test("wants a size for every other symbol", () => {
    expect(() => solveSizes([must("equal", H, W)], "H")).toThrow(UnboundSymbol);
    expect(() => solveSizes([must("equal", floorDiv(broadcastDim(H, W), 2), 1)], "H")).toThrow(UnboundSymbol);
  });

  test("refuses what is no size", () => {
    const found = solveSizes([], "H");
    expect([0.5, Number.NaN, -1, 0, 1].map((size) => found.has(size))).toEqual([false, false, false, false, true]);
  });
});

/** Reads the text of a size set again, so that it is compared as well. */
function readText(text: string): (size: number) => boolean {
  const parts = text.split("; ").flatMap((part) => (part.includes("%") ? [part] : part.split(", ")));
  const tests = parts.map((part): ((size: number) => boolean) => {
    const periodic = /^H % (\d+) (?:== (\d+)|in \{(.*)\}), (.*)$/.exec(part);
    if (periodic !== null) {
      const [, period, single, several, range] = periodic;
      const remainders = readText(single ?? several ?? "");
      const within = readText(range ?? "");
      return (size) => remainders(size % Number(period)) && within(size);
    }
    const numbers = (part.match(/\d+/g) ?? []).map(Number);
    const [first = Number.NaN, last] = numbers;
    if (part.startsWith("at least")) return (size) => size >= first;
    return (size) => (last === undefined ? size === first : size >= first && size <= last);
  });
  return (size) => tests.some((accepts) => accepts(size));
}

test("random constraints hold exactly at the sizes of the set, and its text says the same", () => {
  const operators: readonly Operator[] = ["add", "sub", "mul", "floorDiv", "ceilDiv", "mod", "min", "max"];
  const side = trees({ symbols: ["H"], operators, depth: 3 });
  const relation = fc.constantFrom<Relation>("equal", "at-least", "divisible", "broadcast");
  const random = fc.array(fc.tuple(relation, side, side), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(random, (drawn) => {
      const own = new Scope();
      const constraints = drawn.flatMap(([kind, left, right]) => {
        try {
          return [must(kind, build(left, own), build(right, own))];
        } catch (error) {
          if (error instanceof DivisionByZero || error instanceof DimensionOverflow) return [];
          throw error;
        }
      });
      const found = solveSizes(constraints, "H", { limit: 3000 });
      const stated = readText(found.text);
      const ellipsis = found.text.includes("...");
      for (let size = 1; size <= 400; size++) {
        const expected = constraints.every((constraint) => holds(constraint, { H: size }));
        expect(found.has(size), `${found.text} has ${size}`).toBe(expected);
        if (found.decided && !ellipsis) expect(stated(size), `${found.text} says ${size}`).toBe(expected);
      }
    }),
    { numRuns: 200 },
  );
});
