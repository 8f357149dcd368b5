/** Expressions that would grow without bound are refused, and long chains stay small. */

import { describe, expect, test } from "vitest";
import {
  add,
  type Dim,
  DimensionTooComplex,
  evaluate,
  floorDiv,
  LIMITS,
  max,
  min,
  mul,
  Scope,
  sub,
  text,
} from "../../src/dim/index.js";

const scope = new Scope();
const H = scope.symbol("H");
const W = scope.symbol("W");

function repeat(times: number, step: (value: Dim, i: number) => Dim): Dim {
  let value: Dim = H;
  for (let i = 0; i < times; i++) value = step(value, i);
  return value;
}

const refused: readonly [name: string, compute: () => Dim][] = [
  [
    "20,000 levels of choices",
    () => repeat(20_000, (x, i) => (i % 2 === 0 ? min(mul(x, W), 9 + i) : max(add(x, H), i))),
  ],
  ["20,000 levels of quotients", () => repeat(20_000, (x, i) => floorDiv(add(mul(x, 3), W), i + 7))],
  ["quotients that double", () => repeat(64, (x) => floorDiv(mul(x, add(floorDiv(x, 3), 1)), 5))],
  ["a sum of too many symbols", () => repeat(LIMITS.terms + 1, (x, i) => add(x, scope.symbol(`s${i}`)))],
  ["a power of too high a degree", () => repeat(LIMITS.degree, (x) => mul(x, H))],
  ["a power of a sum", () => repeat(60, (x, i) => mul(x, add(scope.symbol(`p${i}`), 1)))],
  ["a coefficient of too many bits", () => repeat(LIMITS.bits, (x) => mul(x, 4))],
];

describe("limits", () => {
  test.each(refused)("%s is refused", (_name, compute) => {
    expect(compute).toThrow(DimensionTooComplex);
  });

  test("the largest permitted sum is permitted", () => {
    const own = new Scope();
    let total: Dim = 0;
    for (let i = 0; i < LIMITS.terms; i++) total = add(total, own.symbol(`s${i}`));
    expect(text(total).split(" + ")).toHaveLength(LIMITS.terms);
  });

  test("100,000 layers of one kernel stay one short expression", () => {
    const deep = repeat(100_000, (x) => add(floorDiv(sub(x, 3), 1), 1));
    expect(text(deep)).toBe("H - 200000");
  });

  test("strides merge, so 500 of them are one floor", () => {
    const deep = repeat(500, (x) => add(floorDiv(sub(x, 1), 2), 1));
    expect(text(deep)).toBe(`floor((H - 1)/${2n ** 500n}) + 1`);
    expect(evaluate(deep, { H: 224 })).toBe(1);
  });
});
