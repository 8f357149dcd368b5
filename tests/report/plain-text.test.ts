// Wrapping: lines keep to their width, words stay whole, and so do short brackets.
import { describe, expect, test } from "vitest";
import { wrap } from "../../src/report/plain-text.js";

describe("wrap", () => {
  test.each([
    ["words", "one two three", 8, ["one two", "three"]],
    ["a shape", "join a [1, 8, 14, 14] and b [1, 8, 7, 7]", 30, ["join a [1, 8, 14, 14] and b", "[1, 8, 7, 7]"]],
    ["factors", "3·floor((H - 1)/2) + floor((W - 1)/2)", 22, ["3·floor((H - 1)/2) +", "floor((W - 1)/2)"]],
    ["an aside", "H 227 to 258 (at W = 227)", 20, ["H 227 to 258", "(at W = 227)"]],
    ["a word longer than the line", "a floor((H-1)/2)", 4, ["a", "floor((H-1)/2)"]],
    ["a closing bracket too many", "a) b (c d) e", 6, ["a) b", "(c d)", "e"]],
    ["nothing", "", 10, []],
  ] as const)("%s", (_name, text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test("breaks within a bracket that is longer than a line should be", () => {
    const text = `max(${Array.from({ length: 12 }, (_, i) => `term${i}`).join(" ")})`;
    for (const line of wrap(text, 50)) expect(line.length).toBeLessThanOrEqual(50);
  });

  test("indents what follows the first line", () => {
    expect(wrap("one two three", 8, "  ")).toEqual(["one two", "  three"]);
  });
});
