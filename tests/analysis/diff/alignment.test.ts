// Aligning sequences: against the best pairing found by trying all, and at sizes where no table is made.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { align, type Likeness } from "../../../src/analysis/diff/alignment.js";

/** Letters are alike by distance: equal ones 3, neighbours 1, others never. */
const letters: Likeness<string> = {
  score: (a, b) => [3, 1][Math.abs(a.charCodeAt(0) - b.charCodeAt(0))] ?? 0,
  key: (letter) => letter,
};

function sumOf(a: readonly string[], b: readonly string[], pairs: readonly (readonly [number, number])[]): number {
  return pairs.reduce((sum, [i, j]) => sum + letters.score(a[i] ?? "", b[j] ?? ""), 0);
}

/** The greatest sum, by trying every choice. */
function bestSum(a: readonly string[], b: readonly string[]): number {
  const [first, ...restA] = a;
  const [other, ...restB] = b;
  if (first === undefined || other === undefined) return 0;
  const like = letters.score(first, other);
  return Math.max(bestSum(restA, b), bestSum(a, restB), like === 0 ? 0 : like + bestSum(restA, restB));
}

describe("align", () => {
  const word = fc.array(fc.constantFrom("a", "b", "c", "e"), { maxLength: 6 });

  test("gives pairs in order, never of elements that are not alike, of the greatest sum", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const pairs = align(a, b, letters);
        pairs.forEach(([i, j], index) => {
          const before = pairs[index - 1] ?? [-1, -1];
          expect(i > before[0] && j > before[1]).toBe(true);
          expect(letters.score(a[i] ?? "", b[j] ?? "")).toBeGreaterThan(0);
        });
        expect(sumOf(a, b, pairs)).toBe(bestSum(a, b));
      }),
      { numRuns: 300 },
    );
  });

  const numbers: Likeness<number> = { score: (a, b) => (a === b ? 1 : 0), key: String };

  test("cuts long sequences where an element occurs once", () => {
    const a = Array.from({ length: 5000 }, (_, index) => index);
    const b = [-1, ...a.slice(0, 2500), -2, ...a.slice(2510), -3];
    const pairs = align(a, b, numbers);
    expect(pairs).toHaveLength(4990);
    expect(pairs.every(([i, j]) => a[i] === b[j])).toBe(true);
  });

  test("leaves long stretches without such an element unpaired, but for their equal ends", () => {
    const a = Array.from({ length: 3000 }, (_, index) => (index === 1500 ? 9 : index % 2));
    const b = Array.from({ length: 3000 }, (_, index) => (index === 1500 ? 8 : index % 2));
    expect(align(a, b, numbers)).toHaveLength(2999);
    const shifted = [7, ...b.slice(1, -1), 7];
    expect(align(a, shifted, numbers)).toEqual([]);
  });
});
