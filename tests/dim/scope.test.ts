/** Symbols, their assumptions, and opaque values. */

import { describe, expect, test } from "vitest";
import {
  AssumptionViolated,
  add,
  bounds,
  type Dim,
  evaluate,
  floorDiv,
  isDivisible,
  mod,
  mul,
  Scope,
  sub,
  substitute,
  symbolsOf,
  tex,
  text,
} from "../../src/dim/index.js";

describe("symbols", () => {
  test("one name is one symbol, and the first request decides", () => {
    const scope = new Scope();
    const H = scope.symbol("H", { min: 0, max: 9, origin: "NonZero_3" });
    expect(scope.symbol("H")).toBe(H);
    expect(bounds(H)).toEqual({ min: 0, max: 9 });
    expect(scope.originOf("H")).toBe("NonZero_3");
    expect(scope.symbols).toEqual(["H"]);
  });

  test("a size is at least 1 by default and has no greatest", () => {
    expect(bounds(new Scope().symbol("H"))).toEqual({ min: 1, max: Number.POSITIVE_INFINITY });
  });

  test("one permitted size is a number", () => {
    const scope = new Scope([
      { symbol: "N", equals: 4 },
      { symbol: "M", min: 3, max: 5, multipleOf: 4 },
    ]);
    expect(scope.symbol("N")).toBe(4);
    expect(scope.symbol("M")).toBe(4);
    expect(scope.symbol("K", { min: 0, max: 0 })).toBe(0);
  });

  test("names that JavaScript knows are names like any other", () => {
    const scope = new Scope();
    const dim = add(scope.symbol("__proto__"), scope.symbol("constructor"));
    expect(text(dim)).toBe("__proto__ + constructor");
    expect(() => evaluate(dim, {})).toThrow("no size was given for");
  });

  test("a symbol that is named like an expression is none", () => {
    const scope = new Scope();
    expect(scope.symbol("floor(H/2)")).not.toBe(floorDiv(scope.symbol("H"), 2));
  });

  test("expressions of two scopes do not mix", () => {
    const a = new Scope().symbol("H");
    const b = new Scope().symbol("H");
    expect(() => add(a, b)).toThrow("different scopes");
  });
});

describe("assumptions", () => {
  const scope = new Scope([
    { symbol: "H", multipleOf: 32 },
    { symbol: "W", multipleOf: 8, remainder: 3 },
  ]);
  const H = scope.symbol("H");
  const W = scope.symbol("W");

  // H = 32·k and W = 8·j + 3; texts and TeX speak of H and W all the same.
  const rows: readonly [dim: Dim, text: string, tex: string][] = [
    [H, "H", "H"],
    [W, "W", "W"],
    [floorDiv(H, 2), "H/2", "\\frac{H}{2}"],
    [mul(3, floorDiv(H, 2)), "3·H/2", "\\frac{3 \\cdot H}{2}"],
    [add(floorDiv(H, 32), 3), "H/32 + 3", "\\frac{H}{32} + 3"],
    // floor((H - 1)/2) + 1 = floor(H/2 - 1/2) + 1 = H/2
    [add(floorDiv(sub(H, 1), 2), 1), "H/2", "\\frac{H}{2}"],
    [floorDiv(H, 64), "floor(H/64)", "\\left\\lfloor \\frac{H}{64} \\right\\rfloor"],
    // (8·j + 3)/4 rounded down is 2·j = (W - 3)/4
    [floorDiv(W, 4), "(W - 3)/4", "\\frac{W - 3}{4}"],
    [mod(H, 16), "0", "0"],
    [mod(W, 4), "3", "3"],
    [mod(H, 64), "H mod 64", "H \\bmod 64"],
    [mul(H, W), "H·W", "H \\cdot W"],
  ];
  test.each(rows)("%#: %s", (dim, expected, expectedTex) => {
    expect(text(dim)).toBe(expected);
    expect(tex(dim)).toBe(expectedTex);
  });

  test("are seen by bounds, divisibility, evaluation and substitution", () => {
    expect(bounds(H)).toEqual({ min: 32, max: Number.POSITIVE_INFINITY });
    expect(isDivisible(H, 16)).toBe(true);
    expect(evaluate(floorDiv(H, 2), { H: 64 })).toBe(32);
    expect(substitute(floorDiv(H, 2), { H: 96 })).toBe(48);
    expect(symbolsOf(mul(H, W))).toEqual(["H", "W"]);
    expect(() => evaluate(H, { H: 33 })).toThrow(AssumptionViolated);
    expect(() => substitute(H, { H: 33 })).toThrow(AssumptionViolated);
  });

  test("several about one symbol hold together", () => {
    // a multiple of 4 that leaves 2 when divided by 6 is 8 modulo 12
    const both = new Scope([
      { symbol: "H", multipleOf: 4 },
      { symbol: "H", multipleOf: 6, remainder: 2 },
    ]);
    expect(mod(both.symbol("H"), 12)).toBe(8);
  });

  test.each([
    [
      [
        { symbol: "H", multipleOf: 4 },
        { symbol: "H", multipleOf: 6, remainder: 1 },
      ],
    ],
    [[{ symbol: "H", min: 5, max: 4 }]],
    [[{ symbol: "H", equals: 7, multipleOf: 2 }]],
    [[{ symbol: "H", multipleOf: 0 }]],
  ])("that contradict each other are refused: %j", (assumptions) => {
    expect(() => new Scope(assumptions).symbol("H")).toThrow(AssumptionViolated);
  });
});

describe("opaque values", () => {
  const scope = new Scope();
  const H = scope.symbol("H");
  const round = (args: readonly number[]) => Math.floor(Math.fround(Math.fround(args[0] ?? 0) * Math.fround(0.7)));
  const scaled = scope.opaque("f32(·0.7)", [H], round, { min: 0, print: ([size]) => `f32(${size}·0.7)` });

  test("print by their own rule and evaluate exactly", () => {
    expect(text(add(scaled, 1))).toBe("f32(H·0.7) + 1");
    expect(tex(scaled)).toBe("\\mathrm{f32(H\\cdot{}0.7)}");
    // 10·0.7 in float32: fround(0.7) = 0.699999988..., times 10 rounds to 7 exactly
    expect(evaluate(scaled, { H: 10 })).toBe(7);
    expect(substitute(scaled, { H: 10 })).toBe(7);
  });

  test("are one for equal arguments, and numbers for known ones", () => {
    expect(scope.opaque("f32(·0.7)", [H], round)).toBe(scaled);
    expect(scope.opaque("f32(·0.7)", [20], round)).toBe(14);
    expect(bounds(scaled).min).toBe(0);
    expect(text(scope.opaque("round", [add(H, 1), 2], round))).toBe("round(H + 1, 2)");
    expect(text(substitute(scaled, { H: mul(2, H) }))).toBe("f32(2·H·0.7)");
  });
});
