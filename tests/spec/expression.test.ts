// Expressions: exact values over numbers, symbols and lists, and everything that is refused.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Scope } from "../../src/dim/index.js";
import { Environment, type Value } from "../../src/spec/environment.js";
import { evaluateText, valueText } from "../../src/spec/evaluate.js";
import { parseExpression } from "../../src/spec/expression.js";
import { SpecFailure } from "../../src/spec/failure.js";

const scope = new Scope();
const H = scope.symbol("H");

function environment(): Environment {
  const functions = new Map([
    [
      "round8",
      {
        name: "round8",
        parameters: ["x"],
        text: "max(8, floor((x + 4) / 8) * 8)",
        body: parseExpression("max(8, floor((x + 4) / 8) * 8)"),
      },
    ],
    ["loop", { name: "loop", parameters: ["x"], text: "loop(x)", body: parseExpression("loop(x)") }],
  ]);
  const env = new Environment(functions);
  const values: Record<string, Value> = { stride: 2, wide: true, kind: "basic", depths: [3, 4, 23, 3], H };
  for (const [name, value] of Object.entries(values)) env.define(name, value);
  env.in = { name: "x", dtype: "float32", shape: [1, 64, H, 28] };
  env.previous = { name: "y", dtype: "float32", shape: [1, 32, 5] };
  return env;
}

const worth = (expression: string): string => valueText(evaluateText(expression, environment()));

function failureOf(expression: string) {
  try {
    evaluateText(expression, environment());
  } catch (thrown) {
    if (thrown instanceof SpecFailure) return thrown.finding;
    throw thrown;
  }
  return undefined;
}

test.each([
  ["1 + 2 * 3", "7"],
  ["2^10 - 24", "1000"],
  ["-2^2", "-4"],
  ["7 / 2", "7/2"],
  ["6 / 2", "3"],
  ["0.1 + 0.2 == 0.3", "true"],
  ["1.4 * 5", "7"],
  ["floor(7 / 2) + ceil(7 / 2) + round(2.5)", "10"],
  ["floor(-7 / 2)", "-4"],
  ["7 % 3 + mod(-7, 3)", "3"],
  ["abs(-5) + gcd(12, 18)", "11"],
  ["min(3, 1, 2) + max(3, 1, 2)", "4"],
  ["min(1.5, 2)", "3/2"],
  ["2^-1", "1/2"],
  ["stride == 1 ? 1 : stride", "2"],
  ["wide and not (stride != 2) or false", "true"],
  ["1 < 2 < 3", "true"],
  ['kind == "basic"', "true"],
  ["depths[2] + depths[-1]", "26"],
  ["length(depths) + sum(depths)", "37"],
  ["[stride, stride * 2]", "[2, 4]"],
  ["round8(1.4 * 32)", "48"],
  ["in.channels * in.width", "1792"],
  ["in.height", "H"],
  ["in.shape[3] + in.rank + in.batch", "33"],
  ["previous.width + previous.features", "10"],
  ["previous.size", "160"],
  ["floor(H / 2) * 2 <= H", "true"],
  ["H / H", "1"],
  ["2 * H / 2", "H"],
  ["floor((H - 1) / 2) + 1", "floor((H - 1)/2) + 1"],
  ["H >= 1", "true"],
])("%s is %s", (expression, value) => {
  expect(worth(expression)).toBe(value);
});

test("a branch that is not taken is not evaluated", () => {
  expect(worth("true ? 1 : 1 / 0")).toBe("1");
  expect(worth("false and 1 / 0 == 1")).toBe("false");
});

describe("refused", () => {
  test.each([
    ["1 +", "expression/syntax"],
    ["", "expression/not-allowed"],
    ["2 H", "expression/not-allowed"],
    ["50%", "expression/not-allowed"],
    ["stride = 1", "expression/not-allowed"],
    ["3!", "expression/not-allowed"],
    ["stride'", "expression/not-allowed"],
    ["f(x) = x", "expression/not-allowed"],
    ["1; 2", "expression/not-allowed"],
    ["{ a: 1 }", "expression/not-allowed"],
    ["1:3", "expression/not-allowed"],
    ["1 | 2", "expression/not-allowed"],
    ["in.channels to cm", "expression/not-allowed"],
    ["import", "expression/not-allowed"],
    ["constructor", "expression/not-allowed"],
    ["__proto__", "expression/not-allowed"],
    ["in.constructor", "expression/not-allowed"],
    ["in.__proto__.x", "expression/not-allowed"],
    ['in["constructor"]', "expression/wrong-type"],
    ["toString()", "expression/not-allowed"],
    ["depths.map(1)", "expression/not-allowed"],
    ["0x10", "expression/not-allowed"],
    ["1e400", "expression/not-allowed"],
    ["null", "expression/not-allowed"],
    ["1+".repeat(300), "expression/not-allowed"],
    ["eval(1)", "expression/unknown-name"],
    ["width", "expression/unknown-name"],
    ["in.colour", "expression/unknown-name"],
    ["previous.height", "expression/unknown-name"],
    ["floor(1, 2)", "expression/wrong-arity"],
    ["round8()", "expression/wrong-arity"],
    ["1 / 0", "expression/division-by-zero"],
    ["1 % 0", "expression/division-by-zero"],
    ["1 + true", "expression/wrong-type"],
    ["1 ? 2 : 3", "expression/wrong-type"],
    ["1 == true", "expression/wrong-type"],
    ["depths + 1", "expression/wrong-type"],
    ["stride.x", "expression/wrong-type"],
    ["depths[4]", "spec/out-of-range"],
    ["2^65", "spec/out-of-range"],
    ["2^53", "dim/overflow"],
    ["H > 4", "spec/undecided-condition"],
    ["loop(1)", "spec/cycle"],
  ])("%s", (expression, code) => {
    expect(failureOf(expression)?.code).toBe(code);
  });

  test.each([
    ["2 H", "write 2 * H"],
    ["stride = 1", "write == to compare"],
    ["stide", 'did you mean "stride"?'],
    ["floor", "it is a function: write floor(...)"],
  ])("%s, with the hint %s", (expression, hint) => {
    expect(failureOf(expression)?.context.hint).toBe(hint);
  });
});

test("any text gives a value or a finding, within its steps", () => {
  const words = [
    "1",
    "2.5",
    "H",
    "in",
    ".channels",
    "stride",
    "(",
    ")",
    "[",
    "]",
    "+",
    "-",
    "*",
    "/",
    "^",
    "%",
    "?",
    ":",
    ",",
    "==",
    "<",
    "and",
    "not",
    "floor",
    "max",
    "round8",
    "loop",
    '"',
    "'",
    "!",
    "=",
    "__proto__",
    " ",
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) => {
      const expression = parts.join("");
      let value: Value | undefined;
      const finding = (() => {
        try {
          value = evaluateText(expression, environment());
          return undefined;
        } catch (thrown) {
          if (!(thrown instanceof SpecFailure)) throw thrown;
          return thrown.finding;
        }
      })();
      expect(finding === undefined || finding.severity === "error").toBe(true);
      expect(value === undefined).toBe(finding !== undefined);
    }),
    { numRuns: 2000 },
  );
});

test("arithmetic on whole numbers is JavaScript's", () => {
  const small = fc.integer({ min: 1, max: 1000 });
  fc.assert(
    fc.property(small, small, small, (a, b, c) => {
      expect(worth(`floor(${a} / ${b}) * ${c} + ${a} % ${b}`)).toBe(`${Math.floor(a / b) * c + (a % b)}`);
      expect(worth(`ceil(${a} * ${c} / ${b})`)).toBe(`${Math.ceil((a * c) / b)}`);
    }),
  );
});
