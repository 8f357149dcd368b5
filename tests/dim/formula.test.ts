/** Counts as printed sums of products. */

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Dim,
  evaluateCount,
  type Formula,
  type FormulaOptions,
  type Product,
  printFormula,
  Scope,
  sub,
  texFormula,
  text,
  totalOf,
} from "../../src/dim/index.js";

const scope = new Scope();
const H = scope.symbol("H");
const N = scope.symbol("N");

function product(...values: readonly Dim[]): Product {
  return { factors: values.map((value, i) => ({ role: i === 0 ? "batch" : "size", value })) };
}

const rows: readonly [name: string, formula: Formula, options: FormulaOptions, text: string][] = [
  // LeNet-5's C3: 6 maps, 5×5 kernel, 16 filters and their biases
  ["weights and biases", [product(6, 5, 5, 16), product(16)], { group: true }, "6×5×5×16 + 16 = 2,416"],
  ["without separators", [product(6, 5, 5, 16), product(16)], {}, "6×5×5×16 + 16 = 2416"],
  ["a hidden batch of 1", [product(1, 28, 28)], { hide: ["batch"] }, "28×28 = 784"],
  ["a batch that is not 1", [product(4, 28, 28)], { hide: ["batch"] }, "4×28×28 = 3136"],
  ["all hidden", [product(1)], { hide: ["batch"] }, "1"],
  ["nothing", [], {}, "0"],
  ["a lone number", [product(1, 10)], { hide: ["batch"] }, "10"],
  ["symbols", [product(N, sub(H, 4), 6)], {}, "N×(H - 4)×6 = 6·N·(H - 4)"],
  // (2^53 - 1)^2 = 2^106 - 2^54 + 1
  [
    "exact beyond 2^53",
    [product(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)],
    {},
    `9007199254740991×9007199254740991 = ${2n ** 106n - 2n ** 54n + 1n}`,
  ],
];

describe("a formula", () => {
  test.each(rows)("%s", (_name, formula, options, expected) => {
    expect(printFormula(formula, options)).toBe(expected);
  });

  test("prints as TeX", () => {
    expect(texFormula([product(6, 5, 5, 16), product(16)])).toBe("6 \\times 5 \\times 5 \\times 16 + 16 = 2416");
    expect(texFormula([product(1, 10)], { hide: ["batch"] })).toBe("10");
  });

  test("has the total of what it prints", () => {
    const size = fc.integer({ min: 0, max: 5000 });
    fc.assert(
      fc.property(fc.array(fc.array(size, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }), (sizes) => {
        const formula = sizes.map((values) => product(...values));
        const [expression = ""] = printFormula(formula).split(" = ");
        const printed = expression
          .split(" + ")
          .map((part) => part.split("×").reduce((total, factor) => total * BigInt(factor), 1n))
          .reduce((total, part) => total + part, 0n);
        expect(totalOf(formula)).toBe(printed);
      }),
    );
  });

  test("keeps symbols in its total", () => {
    const total = totalOf([product(N, H), product(N)]);
    expect(text(total)).toBe("N·(H + 1)");
    expect(evaluateCount(total, { N: 2, H: 3 })).toBe(8n);
  });
});
