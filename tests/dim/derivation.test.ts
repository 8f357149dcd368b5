/** Derivations: the rule that computes a number is the one that is printed. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Algebra,
  type Derivation,
  derivations,
  derivationTex,
  derivationText,
  dims,
  evaluate,
  expressionText,
  named,
  Scope,
} from "../../src/dim/index.js";

/** floor((x + 2·pad - kernel)/stride) + 1, written once for every algebra. */
function conv<D>(a: Algebra<D>, x: D, kernel: D, stride: D, pad: D): D {
  const padded = a.add(x, a.mul(a.of(2), pad));
  return a.add(a.floorDiv(a.sub(padded, kernel), stride), a.of(1));
}

const of = (value: number) => derivations.of(value);
const { add, sub, mul, floorDiv, ceilDiv, min, max } = derivations;
const H = new Scope().symbol("H");

const rows: readonly [name: string, derivation: Derivation, text: string][] = [
  ["a convolution", conv(derivations, of(32), of(5), of(1), of(0)), "floor((32 + 2·0 - 5)/1) + 1 = 28"],
  // floor((H + 2·1 - 3)/2) + 1 = floor((H - 1)/2) + 1
  [
    "a symbol",
    conv(derivations, derivations.of(H), of(3), of(2), of(1)),
    "floor((H + 2·1 - 3)/2) + 1 = floor((H - 1)/2) + 1",
  ],
  [
    "names",
    conv(derivations, named("H", H), named("kernel", 3), named("stride", 2), named("padding", 1)),
    "floor((H + 2·padding - kernel)/stride) + 1 = floor((H - 1)/2) + 1",
  ],
  ["a lone value", of(1234), "1234"],
  ["a sum in a product", mul(add(of(1), of(2)), add(of(3), of(4))), "(1 + 2)·(3 + 4) = 21"],
  ["a product in a sum", add(mul(of(2), of(3)), mul(of(4), of(5))), "2·3 + 4·5 = 26"],
  ["a sum taken away", sub(of(9), sub(of(5), of(2))), "9 - (5 - 2) = 6"],
  ["a sum added", add(of(9), sub(of(5), of(2))), "9 + 5 - 2 = 12"],
  ["a negative number added", add(of(9), of(-2)), "9 - 2 = 7"],
  ["a negative number taken away", sub(of(9), of(-2)), "9 + 2 = 11"],
  ["a negative factor", mul(of(9), of(-2)), "9·(-2) = -18"],
  ["ceil", ceilDiv(sub(of(7), of(2)), of(2)), "ceil((7 - 2)/2) = 3"],
  ["a product as divisor", floorDiv(of(7), mul(of(2), of(2))), "floor(7/(2·2)) = 1"],
  ["min and max", max(min(of(7), add(of(2), of(2))), of(0)), "max(min(7, 2 + 2), 0) = 4"],
];

describe("derivations", () => {
  test.each(rows)("%s", (_name, derivation, expected) => {
    expect(derivationText(derivation)).toBe(expected);
  });

  test("group thousands when asked", () => {
    expect(derivationText(mul(of(1000), of(2000)), { group: true })).toBe("1,000·2,000 = 2,000,000");
  });

  test("print as TeX", () => {
    expect(derivationTex(conv(derivations, of(32), of(5), of(1), of(0)))).toBe(
      "\\left\\lfloor \\frac{32 + 2 \\cdot 0 - 5}{1} \\right\\rfloor + 1 = 28",
    );
    expect(derivationTex(of(3))).toBe("3");
  });

  test("stay short and printable however long they are computed", () => {
    let total = of(0);
    for (let i = 0; i < 50_000; i++) total = add(total, of(1));
    expect(derivations.dim(total)).toBe(50_000);
    expect(expressionText(total).length).toBeLessThan(2_000);
  });

  test("have the value of the same rule over numbers, and over symbols at those sizes", () => {
    const size = fc.integer({ min: 1, max: 300 });
    const stride = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: 1, max: 11 }),
        stride,
        fc.integer({ min: 0, max: 5 }),
        (x, kernel, step, pad) => {
          const derived = conv(derivations, of(x), of(kernel), of(step), of(pad));
          const symbolic = conv(dims, H, kernel, step, pad);
          expect(derived.value).toBe(conv(dims, x, kernel, step, pad));
          expect(evaluate(symbolic, { H: x })).toBe(derived.value);
          expect(derivationText(derived)).toBe(`floor((${x} + 2·${pad} - ${kernel})/${step}) + 1 = ${derived.value}`);
        },
      ),
    );
  });
});
