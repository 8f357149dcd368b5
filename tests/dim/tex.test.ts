/** The TeX of every kind of expression, and of names that TeX would misread. */

import { expect, test } from "vitest";
import { add, broadcastDim, type Dim, floorDiv, max, mod, mul, Scope, sub, tex } from "../../src/dim/index.js";

const scope = new Scope();
const H = scope.symbol("H");
const W = scope.symbol("W");

const rows: readonly [name: string, dim: Dim, tex: string][] = [
  ["a number", 28, "28"],
  ["a stride-2 convolution", add(floorDiv(sub(H, 1), 2), 1), "\\left\\lfloor \\frac{H - 1}{2} \\right\\rfloor + 1"],
  ["a product", mul(2, mul(H, sub(W, 4))), "2 \\cdot H \\cdot \\left(W - 4\\right)"],
  ["a power", mul(H, H), "H^{2}"],
  ["a remainder", mod(H, 4), "H \\bmod 4"],
  ["max", max(H, 3), "\\max\\left(H, 3\\right)"],
  ["a broadcast", broadcastDim(H, W), "\\operatorname{broadcast}\\left(H, W\\right)"],
  ["a long name", scope.symbol("batch_size"), "\\mathit{batch\\_size}"],
  ["a name with special characters", scope.symbol("a^b~{c}\\d%"), "\\mathit{a\\hat{}b\\sim{}\\{c\\}\\backslash{}d\\%}"],
];
test.each(rows)("%s", (_name, dim, expected) => {
  expect(tex(dim)).toBe(expected);
});
