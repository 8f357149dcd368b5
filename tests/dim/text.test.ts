/** The one text of every kind of expression, by hand arithmetic. */

import { describe, expect, test } from "vitest";
import {
  add,
  broadcastDim,
  ceilDiv,
  type Dim,
  floorDiv,
  max,
  min,
  mod,
  mul,
  product,
  Scope,
  sub,
  sum,
  text,
} from "../../src/dim/index.js";

const scope = new Scope();
const H = scope.symbol("H");
const W = scope.symbol("W");
const N = scope.symbol("N");

/** floor((x + 2·pad - kernel)/stride) + 1, the size of a convolution's output. */
function conv(x: Dim, kernel: number, stride: number, pad: number): Dim {
  return add(floorDiv(sub(add(x, 2 * pad), kernel), stride), 1);
}

const down = conv(H, 3, 2, 1);

const rows: readonly [name: string, dim: Dim, text: string][] = [
  ["a number", 28, "28"],
  ["a symbol", H, "H"],
  ["a difference of equals", sub(H, H), "0"],
  ["a sum", add(mul(2, H), add(W, add(H, 1))), "3·H + W + 1"],
  ["highest degree first", add(3, mul(mul(2, H), W)), "2·H·W + 3"],
  ["a power", mul(H, mul(W, H)), "H^2·W"],
  ["opens with a positive term", sub(3, H), "3 - H"],
  ["only negative terms", sub(-3, H), "-H - 3"],
  ["a common factor", mul(N, sub(H, 4)), "N·(H - 4)"],
  ["a product of sums", mul(add(H, 1), sub(W, 2)), "(H + 1)·(W - 2)"],
  ["a square of a sum", mul(N, mul(add(H, 1), add(H, 1))), "N·(H + 1)^2"],
  // (H + 2 - 3)/1 + 1 = H
  ["same padding", conv(H, 3, 1, 1), "H"],
  ["a valid convolution", conv(H, 5, 1, 0), "H - 4"],
  // floor((H + 2 - 3)/2) + 1
  ["a stride-2 convolution", down, "floor((H - 1)/2) + 1"],
  // floor((floor((H - 1)/2) + 1 - 1)/2) + 1 = floor(floor((H - 1)/2)/2) + 1
  ["two stride-2 convolutions", conv(down, 3, 2, 1), "floor((H - 1)/4) + 1"],
  ["a pooling", floorDiv(H, 2), "floor(H/2)"],
  // floor((floor((H + 1)/2) + 3)/3) = floor((H + 1 + 6)/6) = floor((H + 7)/6) = floor((H - 5)/6) + 2
  ["nested floors with an offset", floorDiv(add(floorDiv(add(H, 1), 2), 3), 3), "floor((H - 5)/6) + 2"],
  ["a multiple pulled out", floorDiv(add(mul(5, H), 7), 4), "H + floor((H - 1)/4) + 2"],
  // floor((6·H + 5)/4) = floor((3·H + floor(5/2))/2) = H + floor((H + 2)/2) = H + floor(H/2) + 1
  ["a common factor cancelled", floorDiv(add(mul(6, H), 5), 4), "H + floor(H/2) + 1"],
  // floor(-H/2) = -floor((H + 1)/2) = floor(H/2) - H
  ["a negative numerator", floorDiv(sub(0, H), 2), "floor(H/2) - H"],
  ["a negative divisor", floorDiv(H, -2), "floor(H/2) - H"],
  ["ceil", ceilDiv(H, 2), "floor((H - 1)/2) + 1"],
  ["ceil of a window", ceilDiv(sub(H, 3), 2), "floor(H/2) - 1"],
  ["a whole minus its half", sub(H, floorDiv(H, 2)), "floor((H - 1)/2) + 1"],
  ["both halves", add(floorDiv(H, 2), floorDiv(sub(H, 1), 2)), "H - 1"],
  ["all thirds", sum([0, 1, 2].map((k) => floorDiv(add(H, k), 3))), "H"],
  ["a remainder", mod(H, 4), "H mod 4"],
  ["a remainder by 2", mod(H, 2), "H mod 2"],
  ["a remainder in a sum", add(mod(add(H, 1), 4), 2), "((H + 1) mod 4) + 2"],
  ["a remainder in a product", mul(W, mod(H, 4)), "W·(H mod 4)"],
  ["a remainder taken away", sub(W, mod(H, 4)), "W - (H mod 4)"],
  ["a remainder of a multiple", mod(mul(4, H), 4), "0"],
  ["a remainder put back", add(mul(4, floorDiv(H, 4)), mod(H, 4)), "H"],
  ["an exact symbolic quotient", floorDiv(product([N, H, W, 6]), mul(H, W)), "6·N"],
  ["a quotient of polynomials", floorDiv(sub(mul(H, H), 1), sub(H, -1)), "H - 1"],
  ["common monomials cancelled", floorDiv(product([N, H, 4]), mul(mul(6, W), H)), "floor(2·N/(3·W))"],
  ["a symbolic divisor", floorDiv(H, add(W, 1)), "floor(H/(W + 1))"],
  ["a multiple of a symbolic divisor", floorDiv(add(H, mul(2, W)), W), "floor(H/W) + 2"],
  ["less than the divisor", floorDiv(W, add(W, 1)), "0"],
  ["min", min(H, W), "min(H, W)"],
  ["max with a common offset", max(sub(H, 5), 0), "max(H, 5) - 5"],
  ["min with a common factor", min(mul(2, H), mul(2, W)), "2·min(H, W)"],
  ["nested and repeated arguments", min(min(W, H), min(H, 7)), "min(H, W, 7)"],
  ["a decided order", max(add(H, 1), H), "H + 1"],
  ["a decided bound", max(H, 1), "H"],
  ["min and max together", add(min(H, W), max(H, W)), "H + W"],
  ["a clamp", sub(H, min(H, 3)), "max(H, 3) - 3"],
  ["an open broadcast", broadcastDim(W, H), "broadcast(H, W)"],
  ["a broadcast decided by a known size", broadcastDim(H, 5), "5"],
  [
    "a count of a convolution",
    product([64, N, down, conv(W, 3, 2, 1)]),
    "64·N·(floor((H - 1)/2) + 1)·(floor((W - 1)/2) + 1)",
  ],
];

describe("text", () => {
  test.each(rows)("%s", (_name, dim, expected) => {
    expect(text(dim)).toBe(expected);
  });

  test("groups thousands only when asked", () => {
    expect(text(61706)).toBe("61706");
    expect(text(61706, { group: true })).toBe("61,706");
    expect(text(999n, { group: true })).toBe("999");
    expect(text(mul(mul(1000000, N), H), { group: true })).toBe("1,000,000·H·N");
  });

  test("does not depend on the order of building or on the scope", () => {
    const other = new Scope();
    const [w, h] = [other.symbol("W"), other.symbol("H")];
    const first = add(mul(add(W, floorDiv(H, 3)), H), min(W, floorDiv(add(H, W), 2)));
    const second = add(min(floorDiv(add(w, h), 2), w), mul(h, add(floorDiv(h, 3), w)));
    expect(text(second)).toBe(text(first));
  });
});
